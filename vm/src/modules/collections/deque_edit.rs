//! What changes a deque, each with what undoes it: so a block that puts an item into a long deque, or takes one out, need not
//! save all the others.

use std::collections::VecDeque;

use stm::Entry;

use super::deque::Items;
use crate::object::EditOf;
use crate::value::Raw;

/// A change of the items, as large as its undoing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// If it is as long as it may be, the first one goes.
    PushBack,
    /// If it is as long as it may be, the last one goes.
    PushFront,
    PopBack,
    PopFront,
    Set(usize),
    Insert(usize),
    Remove(usize),
    /// So many steps to the right.
    Rotate(usize),
    Reverse,
}

impl Edit {
    /// As two words, for the undo log.
    pub fn to_words(self) -> EditOf {
        match self {
            Edit::PushBack => [0, 0],
            Edit::PushFront => [1, 0],
            Edit::PopBack => [2, 0],
            Edit::PopFront => [3, 0],
            Edit::Set(at) => [4, at as u64],
            Edit::Insert(at) => [5, at as u64],
            Edit::Remove(at) => [6, at as u64],
            Edit::Rotate(n) => [7, n as u64],
            Edit::Reverse => [8, 0],
        }
    }

    fn of_words([kind, at]: EditOf) -> Edit {
        let at = at as usize;
        match kind {
            0 => Edit::PushBack,
            1 => Edit::PushFront,
            2 => Edit::PopBack,
            3 => Edit::PopFront,
            4 => Edit::Set(at),
            5 => Edit::Insert(at),
            6 => Edit::Remove(at),
            7 => Edit::Rotate(at),
            8 => Edit::Reverse,
            other => unreachable!("V8: a deque has no edit {other}"),
        }
    }

    /// The item that is not there any more afterwards.
    fn loses(self, items: &VecDeque<Raw>) -> Option<Raw> {
        match self {
            Edit::PushBack | Edit::PopFront => items.front(),
            Edit::PushFront | Edit::PopBack => items.back(),
            Edit::Set(at) | Edit::Remove(at) => items.get(at),
            Edit::Insert(_) | Edit::Rotate(_) | Edit::Reverse => None,
        }
        .copied()
    }
}

/// Saves what is needed to undo an edit that is about to be made.
pub fn save(now: &Items, edit: EditOf, entry: &mut Entry<'_>) {
    let lost = Edit::of_words(edit).loses(&now.items);
    entry.value(lost.unwrap_or(Raw::UNDEF).0);
    for word in [edit[0], edit[1], now.items.len() as u64, now.changes] {
        entry.raw(word);
    }
}

/// Undoes an edit, of which the items are the result.
pub fn undo(now: &mut Items, values: &[u64], raw: &[u64]) {
    let (lost, len) = (Raw(values[0]), raw[2] as usize);
    now.changes = raw[3];
    let items = &mut now.items;
    // One that grew did not drop any.
    let grew = items.len() > len;
    match Edit::of_words([raw[0], raw[1]]) {
        Edit::PushBack => {
            items.pop_back();
            if !grew && len != 0 {
                items.push_front(lost);
            }
        }
        Edit::PushFront => {
            items.pop_front();
            if !grew && len != 0 {
                items.push_back(lost);
            }
        }
        // One without items is as it was.
        Edit::PopBack if len != 0 => items.push_back(lost),
        Edit::PopFront if len != 0 => items.push_front(lost),
        Edit::PopBack | Edit::PopFront => {}
        Edit::Set(at) => items[at] = lost,
        Edit::Insert(at) => {
            items.remove(at);
        }
        Edit::Remove(at) => items.insert(at, lost),
        Edit::Rotate(n) if len != 0 => items.rotate_left(n),
        Edit::Rotate(_) => {}
        Edit::Reverse => items.make_contiguous().reverse(),
    }
}
