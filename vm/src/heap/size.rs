//! Size classes: which cell an object of a given size gets.
//!
//! A *granule* is 16 bytes, the alignment of every cell. A small object lives in a cell of one of [`CLASSES`] sizes:
//! every granule count up to 256 bytes, four steps a doubling up to 4 KiB, and from there on the sizes that divide a
//! block with nothing left over. Anything above [`SMALL_MAX`] is a large object and gets whole blocks of its own.

/// The unit of size and alignment, in bytes; also what one mark bit stands for.
pub const GRANULE: usize = 16;
/// Bytes in a block: what a thread takes at a time, and the unit in which memory changes its use.
pub const BLOCK: usize = 64 << 10;
/// The largest object that lives in a cell.
pub const SMALL_MAX: usize = BLOCK / 2;
/// How many size classes there are.
pub const CLASSES: usize = SIZES.len();

/// Bytes in a cell of each class.
pub const SIZES: [u32; 43] = [
    // Exact.
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, //
    // Four steps a doubling.
    320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, //
    // A block cut in 14, 12, 10, 9, 8, 7, 6, 5, 4, 3 and 2.
    4672, 5456, 6544, 7280, 8192, 9360, 10912, 13104, 16384, 21840, 32768,
];

/// The class of a size given in granules. One cache line covers the sizes that matter.
const CLASS_OF_TABLE: [u8; SMALL_MAX / GRANULE + 1] = {
    let mut table = [0; SMALL_MAX / GRANULE + 1];
    let (mut granules, mut class) = (0, 0);
    while granules < table.len() {
        if granules * GRANULE > SIZES[class] as usize {
            class += 1;
        }
        table[granules] = class as u8;
        granules += 1;
    }
    table
};

/// The class whose cells hold `bytes`. `bytes` must not exceed [`SMALL_MAX`].
#[inline(always)]
pub const fn class_of(bytes: usize) -> usize {
    CLASS_OF[bytes.div_ceil(GRANULE)] as usize
}

static CLASS_OF: [u8; SMALL_MAX / GRANULE + 1] = CLASS_OF_TABLE;

/// Bytes in a cell of `class`.
#[inline(always)]
pub const fn cell_size(class: usize) -> usize {
    SIZES[class] as usize
}

/// Bytes of a block of `class` that are cells; what is left at the end is never used.
pub const fn cells_end(class: usize) -> usize {
    BLOCK / cell_size(class) * cell_size(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_gets_the_smallest_cell_that_holds_it() {
        for bytes in 0..=SMALL_MAX {
            let class = class_of(bytes);
            assert!(cell_size(class) >= bytes.max(1), "{bytes}");
            assert!(class == 0 || cell_size(class - 1) < bytes, "{bytes}");
        }
    }

    #[test]
    fn cells_are_aligned_and_waste_little() {
        for class in 0..CLASSES {
            assert_eq!(cell_size(class) % GRANULE, 0);
            assert!(cells_end(class) > BLOCK - BLOCK / 16, "{class}");
            assert!(
                class == 0
                    || cell_size(class) * 2 <= cell_size(class - 1) * 3
                    || class < 4
                    || class == CLASSES - 1
            );
        }
    }
}
