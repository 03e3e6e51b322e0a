//! A sanity walk over all that is reachable, before a collection.
//!
//! It checks every reference met: aligned, and to the start of a cell or large object that is in use, that is, was
//! marked by the last collection or handed out since. It does not check that the world reports all roots; poisoning
//! dead memory (see [`Config`](super::Config)) makes that show.

use super::World;
use super::blocks::{Blocks, Use};
use super::mark::Marker;
use super::region::{Mapping, Region};
use super::size::{BLOCK, GRANULE, cell_size, cells_end};
use std::ptr::NonNull;

/// Walks and checks. Panics at the first bad reference, naming where it was found.
///
/// # Safety
/// The world is stopped (H3), and all local heaps are flushed.
pub unsafe fn walk<W: World>(region: &Region, blocks: &Blocks, world: &mut W) {
    let extent = blocks.frontier() * BLOCK;
    let Some(visited) = Mapping::reserve((extent / GRANULE / 8).max(8)) else {
        return;
    };
    // SAFETY: H3. The bits are our own, one for each granule; the ordinary mark bits are only read.
    let mut marker = unsafe { Marker::new(region.base(), extent, visited.start().as_ptr().cast()) };
    world.roots(&mut marker);
    check(region, blocks, marker.pending(), None);
    loop {
        let before = marker.pending().len().saturating_sub(1);
        // SAFETY: H6. The object has been checked.
        let Some(object) = (unsafe { marker.step(world) }) else {
            break;
        };
        check(region, blocks, &marker.pending()[before..], Some(object));
    }
}

fn check(region: &Region, blocks: &Blocks, met: &[NonNull<u8>], parent: Option<NonNull<u8>>) {
    for &object in met {
        if let Err(fault) = in_use(region, blocks, object) {
            match parent {
                Some(parent) => {
                    panic!("H6: {object:?}, found in the object at {parent:?}, {fault}")
                }
                None => panic!("H6: {object:?}, found in a root, {fault}"),
            }
        }
    }
}

/// Is this the address of an object? Valid only while the local heaps are flushed.
pub fn in_use(region: &Region, blocks: &Blocks, object: NonNull<u8>) -> Result<(), &'static str> {
    let offset = object.as_ptr().addr().wrapping_sub(region.base());
    let (block, offset) = (offset / BLOCK, offset % BLOCK);
    let Some(entry) = blocks.table().get(block) else {
        return Err("lies outside the heap");
    };
    match entry.usage {
        Use::Large if offset == 0 => Ok(()),
        Use::Large | Use::Tail => Err("points inside a large object"),
        Use::Clean | Use::Dirty => Err("lies in a free block"),
        Use::Cells => {
            let class = entry.class as usize;
            if !offset.is_multiple_of(cell_size(class)) || offset >= cells_end(class) {
                return Err("is not the start of a cell");
            }
            let granule = offset / GRANULE;
            // SAFETY: H3. The caller has stopped the world, and does not mark here.
            let marked =
                unsafe { region.block_marks(block) }[granule / 64] >> (granule % 64) & 1 != 0;
            if granule < entry.allocated_to as usize || marked {
                Ok(())
            } else {
                Err("is a free cell")
            }
        }
    }
}
