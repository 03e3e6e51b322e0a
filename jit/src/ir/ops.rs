//! The table of IR operations: each op once, and everything mechanical derived from it.
//!
//! A row reads: variant, text name, operand kinds, kind of immediate, result, effect, flags, meaning.
//!
//! Operand kinds: `I` unboxed integer, `F` float, `V` boxed value, `P` address (a boxed value known to be a pointer,
//! or a raw pointer), `B` truth value, `A` anything.
//! Results: `None`, a type, `Field` (the type of the field read), or `Typed` (the type in the immediate).
//! Effects: see [`Effect`]. Flags: `GUARD` may leave the trace through its snapshot, `COMMUTES` may swap its operands,
//! `END` closes a trace.
//!
//! A guard that also yields a result (`add_ovf`) is removed only when its result is unused *and* it cannot fail.

use super::{Kind, Ty};

/// What an op may do to the world beside computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: same operands, same result, at any time after the guards it relies on.
    Pure,
    /// Reads a home (an interpreter register).
    ReadHome,
    /// Writes a home.
    WriteHome,
    /// Reads the field, element or length named by its immediate.
    Read,
    /// Writes the field or element named by its immediate.
    Write,
    /// Reads the ownership word; what it proves lasts until the next break.
    Word,
    /// Makes an object.
    Alloc,
    /// What the helper's declaration says.
    Call,
    /// Gives control: labels, jumps, polls, exits.
    Control,
}

/// What the immediate of an op is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImmKind {
    None,
    Slot,
    Index,
    Shape,
    Field,
    Helper,
    New,
}

/// How the result type is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Res {
    None,
    Is(Ty),
    /// That of the memory kind in the field.
    Field,
    /// Carried by the instruction.
    Typed,
}

/// One row.
pub struct Row {
    pub name: &'static str,
    pub args: &'static [Kind],
    pub imm: ImmKind,
    pub res: Res,
    pub effect: Effect,
    pub guard: bool,
    pub commutes: bool,
    pub end: bool,
    pub meaning: &'static str,
}

macro_rules! result {
    (None) => {
        Res::None
    };
    (Field) => {
        Res::Field
    };
    (Typed) => {
        Res::Typed
    };
    ($ty:ident) => {
        Res::Is(Ty::$ty)
    };
}

macro_rules! has {
    ($flag:ident; ) => { false };
    (GUARD; GUARD $($rest:ident)*) => { true };
    (COMMUTES; COMMUTES $($rest:ident)*) => { true };
    (END; END $($rest:ident)*) => { true };
    ($flag:ident; $other:ident $($rest:ident)*) => { has!($flag; $($rest)*) };
}

macro_rules! table {
    ($($variant:ident $name:literal ($($arg:ident)*) $imm:ident -> $res:ident, $effect:ident [$($flag:ident)*] $meaning:literal;)*) => {
        /// An operation of the trace IR.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op {
            $(#[doc = $meaning] $variant,)*
        }

        impl Op {
            /// Every op, in the order of the table.
            pub const ALL: &'static [Op] = &[$(Op::$variant,)*];

            /// The op's row of the table.
            pub fn row(self) -> &'static Row {
                static ROWS: &[Row] = &[$(Row {
                    name: $name,
                    args: &[$(Kind::$arg,)*],
                    imm: ImmKind::$imm,
                    res: result!($res),
                    effect: Effect::$effect,
                    guard: has!(GUARD; $($flag)*),
                    commutes: has!(COMMUTES; $($flag)*),
                    end: has!(END; $($flag)*),
                    meaning: $meaning,
                },)*];
                &ROWS[self as usize]
            }
        }
    };
}

table! {
    // Where values come from.
    Reg        "reg"        () Slot  -> Val,   ReadHome [] "The value in the home of a slot.";
    Input      "input"      () Index -> Typed, Pure [] "In a side trace: leaf number k of the exit it grows from.";
    Outer      "outer"      () Index -> Typed, Pure [] "In a side trace of a loop body: the root's value number k.";
    Param      "param"      () Index -> Typed, Pure [] "Parameter k of the label; stands right after it.";
    OwnTag     "own_tag"    () None  -> Int,   Pure [] "The thread's ownership tag.";

    // Guards on kinds.
    GuardInt      "guard_int"       (V) None -> None, Pure [GUARD] "Is a small integer.";
    GuardNotInt   "guard_not_int"   (V) None -> None, Pure [GUARD] "Is not a small integer.";
    GuardFloat    "guard_float"     (V) None -> None, Pure [GUARD] "Is a float.";
    GuardNotFloat "guard_not_float" (V) None -> None, Pure [GUARD] "Is not a float.";
    GuardPtr      "guard_ptr"       (V) None -> None, Pure [GUARD] "Is a heap object.";
    GuardNotPtr   "guard_not_ptr"   (V) None -> None, Pure [GUARD] "Is not a heap object.";
    GuardBool     "guard_bool"      (V) None -> None, Pure [GUARD] "Is True or False.";
    GuardNotBool  "guard_not_bool"  (V) None -> None, Pure [GUARD] "Is neither True nor False.";
    // Guards on values.
    GuardSame  "guard_same"  (A A) None -> None, Pure [GUARD COMMUTES] "Has the same bits.";
    GuardOther "guard_other" (A A) None -> None, Pure [GUARD COMMUTES] "Has other bits.";
    GuardTrue  "guard_true"  (B) None -> None, Pure [GUARD] "Is true.";
    GuardFalse "guard_false" (B) None -> None, Pure [GUARD] "Is false.";
    // Guards on objects.
    GuardShape    "guard_shape"     (P) Shape -> None, Word [GUARD] "Has this shape (no ownership needed: immutable).";
    GuardNotShape "guard_not_shape" (P) Shape -> None, Word [GUARD] "Has another shape.";
    See        "see"        (P) Shape -> None, Word [GUARD] "Has this shape and may be read by this transaction.";
    SeeShared  "see_shared" (P) Shape -> None, Word [GUARD] "Has this shape and is in the shared state.";
    Own        "own"        (P) Shape -> None, Word [GUARD] "Has this shape and may be written by this transaction.";
    GuardValid "guard_valid" () None -> None, Control [GUARD] "No assumption this region was compiled under has fallen.";

    // Boxes.
    UnboxInt   "unbox_int"   (V) None -> Int,   Pure [] "The integer in a value known to be a small integer.";
    BoxInt     "box_int"     (I) None -> Val,   Pure [] "The value for an integer; a heap integer if it is too wide.";
    UnboxFloat "unbox_float" (V) None -> Float, Pure [] "The float in a value known to be one.";
    BoxFloat   "box_float"   (F) None -> Val,   Pure [] "The value for a float.";
    UnboxBool  "unbox_bool"  (V) None -> Bool,  Pure [] "The truth value in True or False.";
    BoxBool    "box_bool"    (B) None -> Val,   Pure [] "True or False.";
    IntToFloat "int_to_float" (I) None -> Float, Pure [] "Nearest float.";
    BoolToInt  "bool_to_int"  (B) None -> Int,  Pure [] "0 or 1.";
    FloatToInt "float_to_int" (F) None -> Int,  Pure [GUARD] "Towards zero; leaves when out of the range of i64 or not a number.";
    AsVal      "as_val"      (P) None -> Val,   Pure [] "An object's address as a value.";
    AsPtr      "as_ptr"      (V) None -> Ptr,   Pure [] "The address of an object known to be one.";

    // Integers. The plain forms wrap; the `_ovf` forms leave on overflow.
    IAdd   "iadd"    (I I) None -> Int, Pure [COMMUTES] "Sum, known not to overflow.";
    ISub   "isub"    (I I) None -> Int, Pure [] "Difference, known not to overflow.";
    IMul   "imul"    (I I) None -> Int, Pure [COMMUTES] "Product, known not to overflow.";
    AddOvf "add_ovf" (I I) None -> Int, Pure [GUARD COMMUTES] "Sum; leaves on overflow.";
    SubOvf "sub_ovf" (I I) None -> Int, Pure [GUARD] "Difference; leaves on overflow.";
    MulOvf "mul_ovf" (I I) None -> Int, Pure [GUARD COMMUTES] "Product; leaves on overflow.";
    FloorDiv "floordiv" (I I) None -> Int, Pure [GUARD] "Quotient rounded down; leaves for divisor 0 and on overflow.";
    FloorMod "floormod" (I I) None -> Int, Pure [GUARD] "Remainder with the divisor's sign; leaves for divisor 0.";
    IAnd   "iand" (I I) None -> Int, Pure [COMMUTES] "Bitwise and.";
    IOr    "ior"  (I I) None -> Int, Pure [COMMUTES] "Bitwise or.";
    IXor   "ixor" (I I) None -> Int, Pure [COMMUTES] "Bitwise exclusive or.";
    INot   "inot" (I) None -> Int, Pure [] "Bitwise complement.";
    ShlOvf "shl_ovf" (I I) None -> Int, Pure [GUARD] "Left shift; leaves unless 0 <= count < 63 and nothing is lost.";
    Sar    "sar"  (I I) None -> Int, Pure [] "Right shift keeping the sign; the count is known to be 0..=63.";
    Shr    "shr"  (I I) None -> Int, Pure [] "Right shift filling with zeros; the count is known to be 0..=63.";

    IEq "ieq" (I I) None -> Bool, Pure [COMMUTES] "Equal.";
    INe "ine" (I I) None -> Bool, Pure [COMMUTES] "Not equal.";
    ILt "ilt" (I I) None -> Bool, Pure [] "Less.";
    ILe "ile" (I I) None -> Bool, Pure [] "Less or equal.";
    IGt "igt" (I I) None -> Bool, Pure [] "Greater.";
    IGe "ige" (I I) None -> Bool, Pure [] "Greater or equal.";
    ULt "ult" (I I) None -> Bool, Pure [] "Less as unsigned numbers: an index in bounds.";

    // Floats.
    FAdd "fadd" (F F) None -> Float, Pure [COMMUTES] "Sum.";
    FSub "fsub" (F F) None -> Float, Pure [] "Difference.";
    FMul "fmul" (F F) None -> Float, Pure [COMMUTES] "Product.";
    FDiv "fdiv" (F F) None -> Float, Pure [] "Quotient.";
    FNeg "fneg" (F) None -> Float, Pure [] "Negation.";
    FAbs "fabs" (F) None -> Float, Pure [] "Magnitude.";
    FSqrt "fsqrt" (F) None -> Float, Pure [] "Square root.";
    FFloor "ffloor" (F) None -> Float, Pure [] "Rounded down.";
    FCeil "fceil" (F) None -> Float, Pure [] "Rounded up.";
    FTrunc "ftrunc" (F) None -> Float, Pure [] "Rounded towards zero.";
    FEq "feq" (F F) None -> Bool, Pure [COMMUTES] "Equal.";
    FNe "fne" (F F) None -> Bool, Pure [COMMUTES] "Not equal, or not a number.";
    FLt "flt" (F F) None -> Bool, Pure [] "Less.";
    FLe "fle" (F F) None -> Bool, Pure [] "Less or equal.";
    FGt "fgt" (F F) None -> Bool, Pure [] "Greater.";
    FGe "fge" (F F) None -> Bool, Pure [] "Greater or equal.";

    // Truth.
    Same "same" (A A) None -> Bool, Pure [COMMUTES] "Has the same bits.";
    BNot "bnot" (B) None -> Bool, Pure [] "Negation.";

    // Memory. A field is (alias class, offset, memory kind); an element adds an index times the kind's size.
    Load   "load"   (P) Field -> Field, Read [] "A field.";
    Store  "store"  (P A) Field -> None, Write [] "Sets a field.";
    LoadX  "loadx"  (P I) Field -> Field, Read [] "An element.";
    StoreX "storex" (P I A) Field -> None, Write [] "Sets an element.";
    New    "new"    () New -> Val, Alloc [] "A new object, its word set, its fields still to be stored.";
    SetReg "set_reg" (V) Slot -> None, WriteHome [] "Writes a value to the home of a slot.";

    // Control.
    Call   "call"  () Helper -> Typed, Call [GUARD] "Calls a helper of the target; leaves if the helper says so.";
    Poll   "poll"  () None -> None, Control [GUARD] "Leaves if the thread is asked for anything.";
    Label  "label" () None -> None, Control [] "Head of the peeled loop.";
    Jump   "jump"  () None -> None, Control [END] "Back to the label, with a value for each parameter.";
    Loop   "loop"  () None -> None, Control [GUARD END] "Back to the region's anchor, in the state of its snapshot.";
    Return "return" (V) None -> None, Control [GUARD END] "Returns from the function that the region belongs to; the snapshot is before that.";
    Leave  "leave" () None -> None, Control [GUARD END] "Goes on in the interpreter, in the state of its snapshot.";
}

impl Op {
    /// The op with this text name.
    pub fn by_name(name: &str) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.row().name == name)
    }

    pub fn is_guard(self) -> bool {
        self.row().guard
    }

    /// Closes a trace.
    pub fn is_end(self) -> bool {
        self.row().end
    }

    /// May be dropped when its result is unused.
    pub fn droppable(self) -> bool {
        let row = self.row();
        matches!(
            row.effect,
            Effect::Pure | Effect::Read | Effect::ReadHome | Effect::Alloc
        ) && !row.guard
    }

    /// Same operands give the same result wherever it stands, so one copy is enough.
    pub fn is_pure(self) -> bool {
        self.row().effect == Effect::Pure && self != Op::Param
    }

    /// The comparison that says the opposite, where there is one (floats have none: NaN).
    pub fn inverse(self) -> Option<Op> {
        Some(match self {
            Op::IEq => Op::INe,
            Op::INe => Op::IEq,
            Op::ILt => Op::IGe,
            Op::IGe => Op::ILt,
            Op::IGt => Op::ILe,
            Op::ILe => Op::IGt,
            Op::FEq => Op::FNe,
            Op::FNe => Op::FEq,
            _ => return None,
        })
    }
}
