//! THE TABLE: every bytecode once.
//!
//! A row gives the variant of [`Op`], its mnemonic (also the name of the writer function and, by convention, of
//! the function in `vm` that says what it means), its operands with their modes, the inline-cache or counter slot it
//! owns, its flags and one line of meaning. Everything mechanical comes from here: the enum, the decoded structs in
//! [`ops`], operand metadata, writer, disassembler, assembler and verifier; `vm` makes its dispatch from the same list
//! through [`for_each_op!`](crate::for_each_op).
//!
//! Encoding: a code object is a sequence of `u16` words. An instruction is its opcode followed by its operands, one word
//! each; a `Label` takes two words (low, high) and holds the absolute word index of its target. A pc is a word index.
//!
//! Terms:
//! - *register*: a slot of the running frame. Locals are `0..nlocals`, then cells, free variables, temporaries.
//! - *UNDEF*: the content of an unbound local; not a Python value. Only `InOpt` operands, `InMethod`'s second and `InFn`'s
//!   registers may hold it.
//! - *window*: consecutive registers starting at the operand. A call window is the callee followed by its arguments; the
//!   callee's frame is laid over it, so a call leaves all registers from the window up undefined (except its `dst`).
//! - within one op all reads and decisions precede effects, and an `Out` register may also be an `In` register.

/// Passes the table to the macro named by its argument.
///
/// Each row has the form `Variant mnemonic (operand: Mode, ...; Slot) [flags] "meaning";` where `; Slot` is absent or
/// one of `; Cache`, `; Hot`.
#[macro_export]
macro_rules! for_each_op {
    ($with:ident) => {
        $with! {
            // Registers and constants.
            Move move_ (dst: Out, src: InOpt) [] "dst = src";
            LoadConst load_const (dst: Out, value: Const) [] "dst = the constant";
            LoadInt load_int (dst: Out, value: Imm) [] "dst = a small int";
            LoadUndef load_undef (dst: OutUndef) [] "unbinds a local";
            CheckLocal check_local (var: InOutCheck, name: Name) [raises] "UnboundLocalError if var is UNDEF";

            // Names.
            LoadGlobal load_global (dst: Out, name: Name; Cache) [raises] "dst = global, else builtin";
            StoreGlobal store_global (name: Name, value: In; Cache) [raises] "binds a global";
            DeleteGlobal delete_global (name: Name) [raises] "unbinds a global";
            LoadName load_name (dst: Out, name: Name; Cache) [raises] "dst = name in the namespace, globals, builtins";
            StoreName store_name (name: Name, value: In; Cache) [raises] "binds in the namespace";
            DeleteName delete_name (name: Name) [raises] "unbinds in the namespace";
            MakeCell make_cell (dst: Out, init: InOpt) [] "dst = new cell holding init (or nothing)";
            LoadCell load_cell (dst: Out, cell: In, name: Name) [raises] "dst = content; NameError if empty";
            StoreCell store_cell (cell: In, value: In) [raises] "content = value";
            DeleteCell delete_cell (cell: In, name: Name) [raises] "empties the cell; NameError if it is empty";
            ClearCell clear_cell (cell: In) [raises] "empties the cell";
            LoadFree load_free (dst: Out, index: Count) [] "dst = cell number index of the running function's closure";
            LoadDictOrGlobal load_dict_or_global (dst: Out, dict: In, name: Name) [raises] "`dict[name]`, else global, else builtin";
            LoadDictOrCell load_dict_or_cell (dst: Out, dict: In, name: Name, cell: In) [raises] "`dict[name]`, else the cell's content";
            LoadLocals load_locals (dst: Out) [raises] "dst = the namespace of the running class body or module";
            LoadBuildClass load_build_class (dst: Out) [raises] "dst = __build_class__";
            LoadAssertionError load_assertion_error (dst: Out) [] "dst = AssertionError, whatever the name means now";
            LoadNotImplementedError load_not_implemented_error (dst: Out) [] "dst = NotImplementedError";
            SetupAnnotations setup_annotations () [raises] "__annotations__ = {} in the namespace unless present";

            // Operators.
            Neg neg (dst: Out, a: In) [raises] "-a";
            Pos pos (dst: Out, a: In) [raises] "+a";
            Invert invert (dst: Out, a: In) [raises] "~a";
            Not not (dst: Out, a: In) [raises] "not a";
            Add add (dst: Out, a: In, b: In; Cache) [raises] "a + b";
            Sub sub (dst: Out, a: In, b: In; Cache) [raises] "a - b";
            Mul mul (dst: Out, a: In, b: In; Cache) [raises] "a * b";
            TrueDiv truediv (dst: Out, a: In, b: In; Cache) [raises] "a / b";
            FloorDiv floordiv (dst: Out, a: In, b: In; Cache) [raises] "a // b";
            Mod mod_ (dst: Out, a: In, b: In; Cache) [raises] "a % b";
            Pow pow (dst: Out, a: In, b: In; Cache) [raises] "a ** b";
            MatMul matmul (dst: Out, a: In, b: In; Cache) [raises] "a @ b";
            LShift lshift (dst: Out, a: In, b: In; Cache) [raises] "a << b";
            RShift rshift (dst: Out, a: In, b: In; Cache) [raises] "a >> b";
            And and (dst: Out, a: In, b: In; Cache) [raises] "a & b";
            Or or (dst: Out, a: In, b: In; Cache) [raises] "a | b";
            Xor xor (dst: Out, a: In, b: In; Cache) [raises] "a ^ b";
            InplaceAdd inplace_add (dst: Out, a: In, b: In; Cache) [raises] "a += b";
            InplaceSub inplace_sub (dst: Out, a: In, b: In; Cache) [raises] "a -= b";
            InplaceMul inplace_mul (dst: Out, a: In, b: In; Cache) [raises] "a *= b";
            InplaceTrueDiv inplace_truediv (dst: Out, a: In, b: In; Cache) [raises] "a /= b";
            InplaceFloorDiv inplace_floordiv (dst: Out, a: In, b: In; Cache) [raises] "a //= b";
            InplaceMod inplace_mod (dst: Out, a: In, b: In; Cache) [raises] "a %= b";
            InplacePow inplace_pow (dst: Out, a: In, b: In; Cache) [raises] "a **= b";
            InplaceMatMul inplace_matmul (dst: Out, a: In, b: In; Cache) [raises] "a @= b";
            InplaceLShift inplace_lshift (dst: Out, a: In, b: In; Cache) [raises] "a <<= b";
            InplaceRShift inplace_rshift (dst: Out, a: In, b: In; Cache) [raises] "a >>= b";
            InplaceAnd inplace_and (dst: Out, a: In, b: In; Cache) [raises] "a &= b";
            InplaceOr inplace_or (dst: Out, a: In, b: In; Cache) [raises] "a |= b";
            InplaceXor inplace_xor (dst: Out, a: In, b: In; Cache) [raises] "a ^= b";
            AddI add_i (dst: Out, a: In, b: Imm; Cache) [raises] "a + small int";
            SubI sub_i (dst: Out, a: In, b: Imm; Cache) [raises] "a - small int";
            InplaceAddI inplace_add_i (dst: Out, a: In, b: Imm; Cache) [raises] "a += small int";
            InplaceSubI inplace_sub_i (dst: Out, a: In, b: Imm; Cache) [raises] "a -= small int";
            Lt lt (dst: Out, a: In, b: In; Cache) [raises] "a < b";
            Le le (dst: Out, a: In, b: In; Cache) [raises] "a <= b";
            Eq eq (dst: Out, a: In, b: In; Cache) [raises] "a == b";
            Ne ne (dst: Out, a: In, b: In; Cache) [raises] "a != b";
            Gt gt (dst: Out, a: In, b: In; Cache) [raises] "a > b";
            Ge ge (dst: Out, a: In, b: In; Cache) [raises] "a >= b";
            Is is (dst: Out, a: In, b: In) [] "a is b";
            IsNot is_not (dst: Out, a: In, b: In) [] "a is not b";
            In in_ (dst: Out, a: In, b: In) [raises] "a in b, as a bool";
            NotIn not_in (dst: Out, a: In, b: In) [raises] "a not in b, as a bool";

            // Control.
            Jump jump (target: Label) [ends] "goes to target";
            Loop loop_ (target: Label; Hot) [ends] "back-edge: counts, polls for a transaction break, goes to target";
            JumpIfTrue jump_if_true (a: In, target: Label) [raises] "if a";
            JumpIfFalse jump_if_false (a: In, target: Label) [raises] "if not a";
            JumpIfNone jump_if_none (a: In, target: Label) [] "if a is None";
            JumpIfNotNone jump_if_not_none (a: In, target: Label) [] "if a is not None";
            JumpIfIs jump_if_is (a: In, b: In, target: Label) [] "if a is b";
            JumpIfIsNot jump_if_is_not (a: In, b: In, target: Label) [] "if a is not b";
            JumpIfIn jump_if_in (a: In, b: In, target: Label) [raises] "if a in b";
            JumpIfNotIn jump_if_not_in (a: In, b: In, target: Label) [raises] "if a not in b";
            JumpIfLt jump_if_lt (a: In, b: In, target: Label; Cache) [raises] "if a < b";
            JumpIfLe jump_if_le (a: In, b: In, target: Label; Cache) [raises] "if a <= b";
            JumpIfEq jump_if_eq (a: In, b: In, target: Label; Cache) [raises] "if a == b";
            JumpIfNe jump_if_ne (a: In, b: In, target: Label; Cache) [raises] "if a != b";
            JumpIfGt jump_if_gt (a: In, b: In, target: Label; Cache) [raises] "if a > b";
            JumpIfGe jump_if_ge (a: In, b: In, target: Label; Cache) [raises] "if a >= b";
            JumpIfNotLt jump_if_not_lt (a: In, b: In, target: Label; Cache) [raises] "if not (a < b)";
            JumpIfNotLe jump_if_not_le (a: In, b: In, target: Label; Cache) [raises] "if not (a <= b)";
            JumpIfNotEq jump_if_not_eq (a: In, b: In, target: Label; Cache) [raises] "if not (a == b)";
            JumpIfNotNe jump_if_not_ne (a: In, b: In, target: Label; Cache) [raises] "if not (a != b)";
            JumpIfNotGt jump_if_not_gt (a: In, b: In, target: Label; Cache) [raises] "if not (a > b)";
            JumpIfNotGe jump_if_not_ge (a: In, b: In, target: Label; Cache) [raises] "if not (a >= b)";
            JumpIfLtI jump_if_lt_i (a: In, b: Imm, target: Label; Cache) [raises] "if a < small int";
            JumpIfLeI jump_if_le_i (a: In, b: Imm, target: Label; Cache) [raises] "if a <= small int";
            JumpIfEqI jump_if_eq_i (a: In, b: Imm, target: Label; Cache) [raises] "if a == small int";
            JumpIfNeI jump_if_ne_i (a: In, b: Imm, target: Label; Cache) [raises] "if a != small int";
            JumpIfGtI jump_if_gt_i (a: In, b: Imm, target: Label; Cache) [raises] "if a > small int";
            JumpIfGeI jump_if_ge_i (a: In, b: Imm, target: Label; Cache) [raises] "if a >= small int";
            JumpIfNotLtI jump_if_not_lt_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a < small int)";
            JumpIfNotLeI jump_if_not_le_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a <= small int)";
            JumpIfNotEqI jump_if_not_eq_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a == small int)";
            JumpIfNotNeI jump_if_not_ne_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a != small int)";
            JumpIfNotGtI jump_if_not_gt_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a > small int)";
            JumpIfNotGeI jump_if_not_ge_i (a: In, b: Imm, target: Label; Cache) [raises] "if not (a >= small int)";

            // Attributes and items.
            LoadAttr load_attr (dst: Out, obj: In, name: Name; Cache) [raises] "obj.name";
            StoreAttr store_attr (obj: In, name: Name, value: In; Cache) [raises] "obj.name = value";
            DeleteAttr delete_attr (obj: In, name: Name) [raises] "del obj.name";
            LoadMethod load_method (dst: OutPair, obj: In, name: Name; Cache) [raises] "callable and self, or callable and UNDEF";
            LoadSuperAttr load_super_attr (dst: Out, callee: In, cls: In, obj: In, name: Name, explicit: Flag; Cache) [raises] "super().name; if callee is not super: callee(cls, obj).name when explicit, else callee().name";
            LoadSuperMethod load_super_method (dst: OutPair, callee: In, cls: In, obj: In, name: Name, explicit: Flag; Cache) [raises] "the same, as load_method";
            LoadSpecial load_special (dst: OutPair, obj: In, method: Special) [raises] "special method looked up on the type; callable and self or UNDEF";
            GetItem get_item (dst: Out, obj: In, key: In; Cache) [raises] "`obj[key]`";
            SetItem set_item (obj: In, key: In, value: In; Cache) [raises] "`obj[key] = value`";
            DelItem del_item (obj: In, key: In) [raises] "`del obj[key]`";
            BuildSlice build_slice (dst: Out, start: In, stop: In, step: In) [] "slice(start, stop, step)";

            // Displays and strings.
            BuildTuple build_tuple (dst: Out, base: InWin, n: Count) [] "tuple of the window";
            BuildList build_list (dst: Out, base: InWin, n: Count) [] "list of the window";
            BuildSet build_set (dst: Out, base: InWin, n: Count) [raises] "set of the window";
            BuildMap build_map (dst: Out, base: InPairs, n: Count) [raises] "dict of n key, value pairs";
            ListAppend list_append (list: In, value: In) [raises] "appends to a list under construction";
            ListExtend list_extend (list: In, iterable: In) [raises] "appends all; TypeError 'Value after * must be an iterable'";
            ListToTuple list_to_tuple (dst: Out, list: In) [] "tuple of the list's items";
            SetAdd set_add (set: In, value: In) [raises] "adds to a set under construction";
            SetUpdate set_update (set: In, iterable: In) [raises] "adds all";
            MapAdd map_add (map: In, key: In, value: In) [raises] "`map[key] = value` in a dict under construction";
            DictUpdate dict_update (map: In, other: In) [raises] "{**other}; TypeError if other is not a mapping";
            DictMerge dict_merge (map: In, other: In, callee: In) [raises] "f(**other); TypeError for a repeated keyword, named after callee";
            FormatValue format_value (dst: Out, value: In, conversion: Imm, spec: InOpt) [raises] "format(value, spec or ''); conversion 0, 's', 'r', 'a' first";
            BuildString build_string (dst: Out, base: InWin, n: Count) [] "the strs of the window joined";
            BuildInterpolation build_interpolation (dst: Out, value: In, text: Const, conversion: Imm, spec: InOpt) [raises] "Interpolation(value, text, conversion, spec or '')";
            BuildTemplate build_template (dst: Out, strings: In, interpolations: In) [raises] "Template of a tuple of strs and a tuple of interpolations";

            // Calls and functions.
            Call call (dst: Out, f: InCall, nargs: Count; Cache) [raises] "f(f+1 .. f+nargs)";
            CallKw call_kw (dst: Out, f: InCall, nargs: Count, names: Const; Cache) [raises] "the same; the last arguments are keywords, names is a tuple of str";
            CallMethod call_method (dst: Out, f: InMethod, nargs: Count; Cache) [raises] "callable f, self or UNDEF in f+1, arguments from f+2; nargs without self";
            CallMethodKw call_method_kw (dst: Out, f: InMethod, nargs: Count, names: Const; Cache) [raises] "the same with keywords";
            CallEx call_ex (dst: Out, f: InEx) [raises] "f(*f+1, **f+2); f+1 a tuple, f+2 a dict or UNDEF";
            MakeFunction make_function (dst: Out, code: Const, parts: InFn) [] "function; parts: defaults tuple, kwdefaults dict, annotate function (or flat tuple of names and texts), closure tuple; UNDEF where absent";
            Return return_ (value: In) [ends] "leaves the frame";
            ReturnConst return_const (value: Const) [ends] "leaves the frame with a constant";

            // Iteration and unpacking.
            GetIter get_iter (dst: Out, obj: In) [raises] "iter(obj)";
            ForIter for_iter (dst: OutNext, iter: In, target: Label; Cache) [raises] "dst = next item, or goes to target when exhausted";
            UnpackSequence unpack_sequence (base: OutWin, n: Count, obj: In; Cache) [raises] "exactly n items into the window";
            UnpackEx unpack_ex (base: OutEx, before: Count, after: Count, obj: In) [raises] "before items, a list of the rest, after items";

            // Exceptions.
            Raise raise (exc: In) [raises ends] "raise exc";
            RaiseFrom raise_from (exc: In, cause: In) [raises ends] "raise exc from cause";
            RaiseAgain raise_again () [raises ends] "raise without operand: the exception being handled";
            Reraise reraise (exc: In) [raises ends] "goes on propagating exc; its traceback gets no new entry for this line";
            EnterHandler enter_handler (save: OutUndef, exc: In) [] "exc becomes the exception being handled; the former one (or UNDEF) into save";
            LeaveHandler leave_handler (save: InOpt) [] "save becomes the exception being handled again";
            MatchExc match_exc (dst: Out, exc: In, kind: In) [raises] "except clause: does exc match the class or tuple, as a bool";
            MatchExcGroup match_exc_group (dst: OutTwo, exc: In, kind: In) [raises] "except*: matching part and rest, each None if empty; both None if exc is None";
            ReraiseStar reraise_star (dst: Out, original: In, raised: In) [raises] "except*: what to raise after all clauses from the list of raised and unhandled, or None";
            LoadExcInfo load_exc_info (dst: OutTriple, exc: In) [] "type, exception, traceback: the arguments of __exit__";

            // Generators and coroutines.
            ReturnGenerator return_generator () [] "makes the generator, coroutine or async generator and returns it; its first resumption goes on here";
            Yield yield_ (sent: Out, value: In) [raises suspends] "suspends; sent = the value sent back";
            Send send (dst: Out, iter: In, value: In, done: Label) [raises] "dst = value yielded by iter after sending it value; when iter returns: dst = its result, goes to done";
            YieldFrom yield_from (sent: Out, value: InOut, iter: In, done: Label) [raises suspends] "suspends, delegating to iter; if iter ends while throwing into it: value = its result, goes to done";
            GetYieldFromIter get_yield_from_iter (dst: Out, obj: In) [raises] "iterator of `yield from obj`";
            GetAwaitable get_awaitable (dst: Out, obj: In, context: Imm) [raises] "iterator of `await obj`; context 0 plain, 1 __aenter__, 2 __aexit__";
            GetAiter get_aiter (dst: Out, obj: In) [raises] "obj.__aiter__()";
            GetAnext get_anext (dst: Out, iter: In) [raises] "awaitable of iter.__anext__()";
            EndAsyncFor end_async_for (exc: In, target: Label) [raises ends] "goes to target if exc is StopAsyncIteration, else goes on propagating it";

            // Import.
            ImportName import_name (dst: Out, name: Name, level: Imm, fromlist: Const) [raises] "__import__(name, ..., fromlist, level)";
            ImportFrom import_from (dst: Out, module: In, name: Name) [raises] "module.name, or the submodule";
            ImportStar import_star (module: In) [raises] "from module import *, into the namespace";

            // Pattern matching.
            MatchSequence match_sequence (dst: Out, subject: In) [] "is subject a sequence for patterns, as a bool";
            MatchMapping match_mapping (dst: Out, subject: In) [] "is subject a mapping for patterns, as a bool";
            MatchKeys match_keys (dst: Out, subject: In, keys: In) [raises] "tuple of the values of all keys, or None";
            MatchClass match_class (dst: Out, subject: In, cls: In, npos: Count, names: Const) [raises] "tuple of npos positional and the named attributes, or None";
            GetLen get_len (dst: Out, obj: In) [raises] "len(obj)";
            DictWithoutKeys dict_without_keys (dst: Out, subject: In, keys: In) [raises] "dict(subject) without the keys of the tuple";

            // The rest.
            Intrinsic1 intrinsic1 (dst: Out, which: Intrinsic, a: In) [raises] "a rare operation of one operand";
            Intrinsic2 intrinsic2 (dst: Out, which: Intrinsic, a: In, b: In) [raises] "a rare operation of two operands";
        }
    };
}

/// How an operand is used; decides its type, its text and what the verifier checks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Register written with a value.
    Out,
    /// Register written, perhaps with UNDEF.
    OutUndef,
    /// Register written only when the op falls through, not when it jumps.
    OutNext,
    /// Two registers written; the second perhaps with UNDEF.
    OutPair,
    /// Two registers written.
    OutTwo,
    /// Three registers written.
    OutTriple,
    /// Window written; the next operand counts it.
    OutWin,
    /// Window written; the two next operands a, b give its length a + 1 + b.
    OutEx,
    /// Register read; holds a value.
    In,
    /// Register read; may be UNDEF.
    InOpt,
    /// Register read and written.
    InOut,
    /// Register that may be UNDEF before and holds a value afterwards.
    InOutCheck,
    /// Window read; the next operand counts it.
    InWin,
    /// Window of twice the next operand's length, read.
    InPairs,
    /// Call window: callee and as many arguments as the next operand says.
    InCall,
    /// Call window: callee, self or UNDEF, and as many arguments as the next operand says.
    InMethod,
    /// Call window: callee, tuple, dict or UNDEF.
    InEx,
    /// Four registers read, each perhaps UNDEF.
    InFn,
    /// Index into `Code::consts`.
    Const,
    /// Index into `Code::names`.
    Name,
    /// Signed 16-bit number.
    Imm,
    /// Unsigned 16-bit number.
    Count,
    /// 0 or 1.
    Flag,
    /// A [`Special`].
    Special,
    /// An [`Intrinsic`].
    Intrinsic,
    /// Absolute word index; takes two words.
    Label,
    /// Index of an inline cache of the code object, below `Code::ncaches`.
    Cache,
    /// Index of a hotness counter of the code object, below `Code::nhot`.
    Hot,
}

impl Mode {
    /// Words an operand of this mode takes.
    pub const fn words(self) -> usize {
        match self {
            Mode::Label => 2,
            _ => 1,
        }
    }

    /// Whether the operand names a register (the first of several, for windows).
    pub const fn is_register(self) -> bool {
        use Mode::*;
        !matches!(
            self,
            Const | Name | Imm | Count | Flag | Special | Intrinsic | Label | Cache | Hot
        )
    }

    /// Whether the op lays another frame over the window, so that all registers from it up are undefined afterwards.
    pub const fn is_call_window(self) -> bool {
        matches!(self, Mode::InCall | Mode::InMethod | Mode::InEx)
    }
}

macro_rules! index_types {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub u16);

        impl $name {
            /// The bare index.
            #[inline(always)]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index_types! {
    /// A register of the frame.
    Reg
    /// Index into `Code::consts`.
    ConstId
    /// Index into `Code::names`.
    NameId
    /// Index of an inline cache.
    CacheId
    /// Index of a hotness counter.
    HotId
}

/// Position in a code object: a word index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Pc(pub u32);

macro_rules! small_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:literal $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum $name { $(#[doc = $meaning] $variant,)* }

        impl $name {
            /// All variants in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name used in listings.
            pub const fn text(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The variant with this number.
            #[inline]
            pub const fn from_u16(n: u16) -> Option<$name> {
                if (n as usize) < Self::ALL.len() { Some(Self::ALL[n as usize]) } else { None }
            }
        }
    };
}

small_enum! {
    /// Special methods that `load_special` looks up.
    Special {
        Enter "__enter__" "`with`";
        Exit "__exit__" "`with`";
        AEnter "__aenter__" "`async with`";
        AExit "__aexit__" "`async with`";
    }
}

small_enum! {
    /// Rare operations, called through `intrinsic1` and `intrinsic2`.
    Intrinsic {
        Print "print" "(a) sys.displayhook(a): an expression statement in the REPL";
        TypeVar "typevar" "(name) TypeVar";
        TypeVarWithBound "typevar_with_bound" "(name, function that computes the bound)";
        TypeVarWithConstraints "typevar_with_constraints" "(name, function that computes the tuple of constraints)";
        ParamSpec "paramspec" "(name) ParamSpec";
        TypeVarTuple "typevartuple" "(name) TypeVarTuple";
        SetTypeParamDefault "set_typeparam_default" "(parameter, function that computes the default) the parameter";
        SubscriptGeneric "subscript_generic" "(tuple of parameters) `Generic[*parameters]`";
        TypeAlias "typealias" "(tuple: name, parameters or None, function that computes the value)";
        SetFunctionTypeParams "set_function_type_params" "(function, tuple) the function";
    }
}

/// An operand's type in the decoded structs and in the writer.
pub trait Operand: Copy {
    /// Words it takes.
    const WORDS: usize;
    /// Reads it from the words of an instruction.
    fn read(words: &[u16], at: usize) -> Self;
    /// The same as a plain number, as [`Insn`](crate::code::Insn) holds it.
    fn raw(self) -> u32;
}

macro_rules! word_operand {
    ($($ty:ty: $from:expr, $to:expr;)*) => {$(
        impl Operand for $ty {
            const WORDS: usize = 1;
            #[inline(always)]
            fn read(words: &[u16], at: usize) -> Self {
                let make: fn(u16) -> $ty = $from;
                make(words[at])
            }
            #[inline(always)]
            fn raw(self) -> u32 {
                let to: fn($ty) -> u16 = $to;
                u32::from(to(self))
            }
        }
    )*};
}

word_operand! {
    Reg: Reg, |r| r.0;
    ConstId: ConstId, |k| k.0;
    NameId: NameId, |n| n.0;
    CacheId: CacheId, |c| c.0;
    HotId: HotId, |h| h.0;
    i16: |w| w as i16, |i| i as u16;
    u16: |w| w, |i| i;
    bool: |w| w != 0, u16::from;
    Special: |w| Special::from_u16(w).expect("special method number"), |s| s as u16;
    Intrinsic: |w| Intrinsic::from_u16(w).expect("intrinsic number"), |i| i as u16;
}

impl Operand for Pc {
    const WORDS: usize = 2;
    #[inline(always)]
    fn read(words: &[u16], at: usize) -> Self {
        Pc(u32::from(words[at]) | u32::from(words[at + 1]) << 16)
    }
    #[inline(always)]
    fn raw(self) -> u32 {
        self.0
    }
}

/// The Rust type of an operand, by its mode.
#[doc(hidden)]
#[macro_export]
macro_rules! operand_type {
    (Const) => {
        $crate::opcode::ConstId
    };
    (Name) => {
        $crate::opcode::NameId
    };
    (Imm) => {
        i16
    };
    (Count) => {
        u16
    };
    (Flag) => {
        bool
    };
    (Special) => {
        $crate::opcode::Special
    };
    (Intrinsic) => {
        $crate::opcode::Intrinsic
    };
    (Label) => {
        $crate::opcode::Pc
    };
    (Cache) => {
        $crate::opcode::CacheId
    };
    (Hot) => {
        $crate::opcode::HotId
    };
    ($register:ident) => {
        $crate::opcode::Reg
    };
}

/// The field that holds an op's slot in the decoded structs.
macro_rules! decoded_struct {
    ($op:ident ($($name:ident: $mode:ident),*) $meaning:literal) => {
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug)]
        pub struct $op { $(#[allow(missing_docs)] pub $name: $crate::operand_type!($mode),)* }
        decoded_struct!(@impl $op ($($name: $mode),*));
    };
    ($op:ident ($($name:ident: $mode:ident),*; $slot:ident) $meaning:literal) => {
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug)]
        pub struct $op {
            $(#[allow(missing_docs)] pub $name: $crate::operand_type!($mode),)*
            /// The op's own slot.
            pub slot: $crate::operand_type!($slot),
        }
        decoded_struct!(@impl $op ($($name: $mode,)* slot: $slot));
    };
    (@impl $op:ident ($($name:ident: $mode:ident),*)) => {
        impl $op {
            /// Words of the instruction, opcode included.
            pub const WORDS: usize = 1 $(+ <$crate::operand_type!($mode) as super::Operand>::WORDS)*;

            /// Reads the operands; `words` begins with the opcode.
            #[inline(always)]
            #[allow(unused_variables, unused_assignments, unused_mut)]
            pub fn decode(words: &[u16; Self::WORDS]) -> Self {
                let mut at = 1;
                $(
                    let $name = <$crate::operand_type!($mode) as super::Operand>::read(words, at);
                    at += <$crate::operand_type!($mode) as super::Operand>::WORDS;
                )*
                $op { $($name),* }
            }
        }
    };
}

macro_rules! define {
    ($($op:ident $text:ident ($($name:ident: $mode:ident),* $(; $slot:ident)?) [$($flag:ident)*] $meaning:literal;)*) => {
        /// A bytecode operation.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum Op { $(#[doc = $meaning] $op,)* }

        impl Op {
            /// All ops in the order of their numbers.
            pub const ALL: &'static [Op] = &[$(Op::$op,)*];

            /// Facts about each op, by number.
            const INFO: &'static [OpInfo] = &[$(OpInfo {
                text: stringify!($text),
                operands: &[$((stringify!($name), Mode::$mode),)* $(("slot", Mode::$slot),)?],
                meaning: $meaning,
                words: ops::$op::WORDS,
                flags: {
                    #[allow(unused_mut)]
                    let mut flags = Flags::NONE;
                    $(flags.$flag = true;)*
                    flags
                },
            },)*];
        }

        /// The instructions in decoded form: one struct an op, its operands as typed fields.
        pub mod ops {
            $(decoded_struct!($op ($($name: $mode),* $(; $slot)?) $meaning);)*
        }
    };
}

/// What the table says of an op beyond its operands.
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    /// May raise: has an edge to the handler that covers it.
    pub raises: bool,
    /// Never goes on to the next instruction.
    pub ends: bool,
    /// Suspends the frame.
    pub suspends: bool,
}

impl Flags {
    const NONE: Flags = Flags {
        raises: false,
        ends: false,
        suspends: false,
    };
}

/// One row of the table as data.
#[derive(Debug)]
pub struct OpInfo {
    /// Mnemonic.
    pub text: &'static str,
    /// Operand names and modes, slot last.
    pub operands: &'static [(&'static str, Mode)],
    /// One line.
    pub meaning: &'static str,
    /// Length in words, opcode included.
    pub words: usize,
    /// Flags.
    pub flags: Flags,
}

for_each_op!(define);

impl Op {
    /// The table's row.
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &Self::INFO[self as usize]
    }

    /// Mnemonic without the underscore that keeps it apart from a Rust keyword.
    pub fn text(self) -> &'static str {
        self.info().text.trim_end_matches('_')
    }

    /// The op with this number.
    #[inline]
    pub const fn from_u16(n: u16) -> Option<Op> {
        if (n as usize) < Self::ALL.len() {
            Some(Self::ALL[n as usize])
        } else {
            None
        }
    }

    /// The op with this mnemonic.
    pub fn from_text(text: &str) -> Option<Op> {
        Self::ALL.iter().copied().find(|op| op.text() == text)
    }

    /// Length in words, opcode included.
    #[inline]
    pub fn words(self) -> usize {
        self.info().words
    }

    /// The same, for constants.
    pub const fn words_const(self) -> usize {
        Self::INFO[self as usize].words
    }
}
