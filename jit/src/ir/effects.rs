//! Effects: what an instruction may read, write or break, and whether two of them may swap.
//!
//! Memory is divided into at most 64 alias classes by meaning (the target names them). The lattice is a set of classes
//! read, a set of classes written, and three flags.

use super::{Effect, Inst};
use crate::target::Target;

/// A set of alias classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Classes(pub u64);

impl Classes {
    pub const NONE: Classes = Classes(0);
    pub const ALL: Classes = Classes(u64::MAX);

    pub fn one(class: u8) -> Classes {
        Classes(1 << class)
    }

    pub fn has(self, class: u8) -> bool {
        self.0 & (1 << class) != 0
    }

    pub fn meets(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn and(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }
}

/// What something may do. The bottom is [`Effects::NONE`], the top [`Effects::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects {
    pub reads: Classes,
    pub writes: Classes,
    /// Allocates: an observer may count objects, but two allocations may swap.
    pub allocates: bool,
    /// The transaction may end here: ownership, hoisted checks and unrooted references die.
    pub breaks: bool,
    /// May fall an assumption of compiled code (class or global written); followed by a validity check.
    pub invalidates: bool,
}

impl Effects {
    pub const NONE: Effects = Effects {
        reads: Classes::NONE,
        writes: Classes::NONE,
        allocates: false,
        breaks: false,
        invalidates: false,
    };
    pub const ALL: Effects = Effects {
        reads: Classes::ALL,
        writes: Classes::ALL,
        allocates: true,
        breaks: true,
        invalidates: true,
    };

    pub const fn reading(classes: Classes) -> Effects {
        Effects {
            reads: classes,
            ..Effects::NONE
        }
    }

    pub const fn writing(classes: Classes) -> Effects {
        Effects {
            writes: classes,
            ..Effects::NONE
        }
    }

    pub const fn allocating(self) -> Effects {
        Effects {
            allocates: true,
            ..self
        }
    }

    /// Of one instruction.
    pub fn of(inst: &Inst, target: &Target) -> Effects {
        match inst.op.row().effect {
            Effect::Read => Effects::reading(Classes::one(inst.field().class)),
            Effect::Write => Effects::writing(Classes::one(inst.field().class)),
            Effect::Alloc => Effects {
                allocates: true,
                ..Effects::NONE
            },
            Effect::Call => target.helper(inst.helper()).effects,
            Effect::Pure
            | Effect::ReadHome
            | Effect::WriteHome
            | Effect::Word
            | Effect::Control => Effects::NONE,
        }
    }

    /// The least that covers both.
    pub fn join(self, other: Effects) -> Effects {
        Effects {
            reads: self.reads.and(other.reads),
            writes: self.writes.and(other.writes),
            allocates: self.allocates || other.allocates,
            breaks: self.breaks || other.breaks,
            invalidates: self.invalidates || other.invalidates,
        }
    }

    /// May the order of the two matter?
    pub fn interferes(self, other: Effects) -> bool {
        self.writes.meets(other.reads)
            || self.writes.meets(other.writes)
            || self.reads.meets(other.writes)
            || self.breaks
            || other.breaks
    }

    /// Only computes or reads: may be dropped when its result is unused.
    pub fn silent(self) -> bool {
        self.writes == Classes::NONE && !self.breaks && !self.invalidates
    }
}
