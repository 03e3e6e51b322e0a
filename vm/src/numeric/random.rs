//! MT19937, the generator behind `random`: the same sequence as CPython for the same seed.

use num_bigint::{BigInt, BigUint};

const N: usize = 624;
const M: usize = 397;

/// The state of a generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    words: [u32; N],
    /// The next word to be given out; N: all have been.
    at: usize,
}

impl Random {
    /// `seed(value)`: by the absolute value.
    pub fn from_int(value: &BigInt) -> Random {
        Random::from_key(&value.magnitude().to_u32_digits())
    }

    /// By the words of a key, least significant first. An empty key counts as zero.
    pub fn from_key(key: &[u32]) -> Random {
        let key = if key.is_empty() { &[0] } else { key };
        let mut words = [0_u32; N];
        words[0] = 19_650_218;
        for i in 1..N {
            words[i] = spread(words[i - 1])
                .wrapping_mul(1_812_433_253)
                .wrapping_add(i as u32);
        }
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let mixed = words[i] ^ spread(words[i - 1]).wrapping_mul(1_664_525);
            words[i] = mixed.wrapping_add(key[j]).wrapping_add(j as u32);
            (i, j) = (step(&mut words, i), (j + 1) % key.len());
        }
        for _ in 1..N {
            let mixed = words[i] ^ spread(words[i - 1]).wrapping_mul(1_566_083_941);
            words[i] = mixed.wrapping_sub(i as u32);
            i = step(&mut words, i);
        }
        words[0] = 1 << 31;
        Random { words, at: N }
    }

    /// From what [`state`](Self::state) gave; None if it cannot be one.
    pub fn from_state(words: &[u32], at: usize) -> Option<Random> {
        Some(Random {
            words: words.try_into().ok()?,
            at: Some(at).filter(|&at| at <= N)?,
        })
    }

    /// The words, and the index of the next one.
    pub fn state(&self) -> (&[u32], usize) {
        (&self.words, self.at)
    }

    /// 32 random bits.
    pub fn word(&mut self) -> u32 {
        if self.at == N {
            self.refill();
        }
        let mut word = self.words[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9D2C_5680;
        word ^= word << 15 & 0xEFC6_0000;
        word ^ word >> 18
    }

    /// `random()`: at least 0 and less than 1, 53 bits.
    pub fn float(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// `getrandbits(bits)` for at most 64.
    pub fn bits(&mut self, bits: u32) -> u64 {
        match bits {
            0 => 0,
            1..=32 => u64::from(self.word() >> (32 - bits)),
            _ => u64::from(self.word()) | u64::from(self.word() >> (64 - bits)) << 32,
        }
    }

    /// `getrandbits(bits)` for any number.
    pub fn big_bits(&mut self, bits: u64) -> BigUint {
        let words = (0..bits.div_ceil(32)).map(|index| match bits - index * 32 {
            rest @ 1..32 => self.word() >> (32 - rest),
            _ => self.word(),
        });
        BigUint::from_slice(&words.collect::<Vec<_>>())
    }

    fn refill(&mut self) {
        for i in 0..N {
            let joined = self.words[i] & 1 << 31 | self.words[(i + 1) % N] & !(1 << 31);
            let twist = if joined & 1 == 1 { 0x9908_B0DF } else { 0 };
            self.words[i] = self.words[(i + M) % N] ^ joined >> 1 ^ twist;
        }
        self.at = 0;
    }
}

fn spread(word: u32) -> u32 {
    word ^ word >> 30
}

/// The next index; past the end the first word takes over the last.
fn step(words: &mut [u32; N], i: usize) -> usize {
    if i + 1 < N {
        return i + 1;
    }
    words[0] = words[N - 1];
    1
}
