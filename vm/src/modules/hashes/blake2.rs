//! BLAKE2 (RFC 7693) with all its parameters, also those of tree hashing.

/// What differs between the two variants for those who give parameters.
pub struct Limits {
    pub name: &'static str,
    pub digest: usize,
    pub key: usize,
    /// Longest salt and personalisation.
    pub salt: usize,
    pub node_offset: u64,
}

pub const LARGE: Limits = Limits {
    name: "Blake2b",
    digest: 64,
    key: 64,
    salt: 16,
    node_offset: u64::MAX,
};

pub const SMALL: Limits = Limits {
    name: "Blake2s",
    digest: 32,
    key: 32,
    salt: 8,
    node_offset: (1 << 48) - 1,
};

/// How to hash.
pub struct Parameters {
    pub digest_size: u64,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u64,
    pub depth: u64,
    pub leaf_size: u64,
    pub node_offset: u64,
    pub node_depth: u64,
    pub inner_size: u64,
    pub last_node: bool,
}

impl Parameters {
    /// Sequential hashing with the longest digest.
    pub fn new(limits: &Limits) -> Parameters {
        Parameters {
            digest_size: limits.digest as u64,
            key: Vec::new(),
            salt: Vec::new(),
            person: Vec::new(),
            fanout: 1,
            depth: 1,
            leaf_size: 0,
            node_offset: 0,
            node_depth: 0,
            inner_size: 0,
            last_node: false,
        }
    }

    /// The parameter block; `offset` is how many bytes the node offset takes.
    fn block(&self, len: usize, offset: usize) -> Vec<u8> {
        let salt = len / 4;
        let mut block = vec![
            self.digest_size as u8,
            self.key.len() as u8,
            self.fanout as u8,
            self.depth as u8,
        ];
        block.extend_from_slice(&(self.leaf_size as u32).to_le_bytes());
        block.extend_from_slice(&self.node_offset.to_le_bytes()[..offset]);
        block.extend_from_slice(&[self.node_depth as u8, self.inner_size as u8]);
        block.resize(len / 2, 0);
        block.extend_from_slice(&self.salt);
        block.resize(len / 2 + salt, 0);
        block.extend_from_slice(&self.person);
        block.resize(len, 0);
        block
    }
}

/// The order of message words in each round.
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// Columns, then diagonals, of the 4 by 4 matrix of words.
const MIXED: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 5, 10, 15],
    [1, 6, 11, 12],
    [2, 7, 8, 13],
    [3, 4, 9, 14],
];

macro_rules! variant {
    ($name:ident, $word:ty, $double:ty, $rounds:literal, $turns:expr, $offset:literal, $start:expr) => {
        /// A hash being computed.
        #[derive(Clone)]
        pub struct $name {
            words: [$word; 8],
            block: [u8; 2 * Self::BLOCK_HALF],
            filled: usize,
            counted: $double,
            digest_size: usize,
            last_node: bool,
        }

        impl $name {
            const BLOCK_HALF: usize = 8 * size_of::<$word>();
            const START: [$word; 8] = $start;

            pub fn new(p: &Parameters) -> $name {
                let mut words = Self::START;
                let block = p.block(Self::BLOCK_HALF, $offset);
                for (word, bytes) in words.iter_mut().zip(block.chunks_exact(size_of::<$word>())) {
                    *word ^= <$word>::from_le_bytes(bytes.try_into().expect("as long as a word"));
                }
                let mut h = $name {
                    words,
                    block: [0; 2 * Self::BLOCK_HALF],
                    filled: 0,
                    counted: 0,
                    digest_size: p.digest_size as usize,
                    last_node: p.last_node,
                };
                if !p.key.is_empty() {
                    // The key is the first block.
                    h.block[..p.key.len()].copy_from_slice(&p.key);
                    h.filled = h.block.len();
                }
                h
            }

            pub fn digest_size(&self) -> usize {
                self.digest_size
            }

            pub fn update(&mut self, mut bytes: &[u8]) {
                while !bytes.is_empty() {
                    // A full block is only compressed when more follows: the last one is special.
                    if self.filled == self.block.len() {
                        self.compress(false);
                    }
                    let n = bytes.len().min(self.block.len() - self.filled);
                    self.block[self.filled..self.filled + n].copy_from_slice(&bytes[..n]);
                    self.filled += n;
                    bytes = &bytes[n..];
                }
            }

            pub fn finish(mut self) -> Vec<u8> {
                let filled = self.filled;
                self.block[filled..].fill(0);
                self.compress(true);
                let mut out: Vec<u8> = self.words.iter().flat_map(|w| w.to_le_bytes()).collect();
                out.truncate(self.digest_size);
                out
            }

            fn compress(&mut self, last: bool) {
                self.counted += self.filled as $double;
                self.filled = 0;
                let mut m: [$word; 16] = [0; 16];
                for (word, bytes) in m
                    .iter_mut()
                    .zip(self.block.chunks_exact(size_of::<$word>()))
                {
                    *word = <$word>::from_le_bytes(bytes.try_into().expect("as long as a word"));
                }
                let mut v: [$word; 16] = [0; 16];
                v[..8].copy_from_slice(&self.words);
                v[8..].copy_from_slice(&Self::START);
                v[12] ^= self.counted as $word;
                v[13] ^= (self.counted >> <$word>::BITS) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                let turns: [u32; 4] = $turns;
                for round in 0..$rounds {
                    let order = &SIGMA[round % 10];
                    for (i, [a, b, c, d]) in MIXED.into_iter().enumerate() {
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(m[order[2 * i]]);
                        v[d] = (v[d] ^ v[a]).rotate_right(turns[0]);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(turns[1]);
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(m[order[2 * i + 1]]);
                        v[d] = (v[d] ^ v[a]).rotate_right(turns[2]);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(turns[3]);
                    }
                }
                for i in 0..8 {
                    self.words[i] ^= v[i] ^ v[i + 8];
                }
            }
        }
    };
}

variant!(
    Blake2b,
    u64,
    u128,
    12,
    [32, 24, 16, 63],
    8,
    [
        0x6A09_E667_F3BC_C908,
        0xBB67_AE85_84CA_A73B,
        0x3C6E_F372_FE94_F82B,
        0xA54F_F53A_5F1D_36F1,
        0x510E_527F_ADE6_82D1,
        0x9B05_688C_2B3E_6C1F,
        0x1F83_D9AB_FB41_BD6B,
        0x5BE0_CD19_137E_2179,
    ]
);

variant!(
    Blake2s,
    u32,
    u64,
    10,
    [16, 12, 8, 7],
    6,
    [
        0x6A09_E667,
        0xBB67_AE85,
        0x3C6E_F372,
        0xA54F_F53A,
        0x510E_527F,
        0x9B05_688C,
        0x1F83_D9AB,
        0x5BE0_CD19,
    ]
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        let mut h = Blake2b::new(&Parameters::new(&LARGE));
        h.update(b"abc");
        assert_eq!(h.finish()[..4], [0xBA, 0x80, 0xA5, 0x3F]);
        let mut h = Blake2s::new(&Parameters::new(&SMALL));
        h.update(b"abc");
        assert_eq!(h.finish()[..4], [0x50, 0x8C, 0x5E, 0x8C]);
    }
}
