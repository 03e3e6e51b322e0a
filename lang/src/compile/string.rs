//! f-strings and t-strings.

use ruff_python_ast::{self as ast, FStringPart, InterpolatedStringElement as Element};
use ruff_text_size::TextRange;

use super::{Compiler, Result};
use crate::code::Const;
use crate::literal::Joined;
use crate::opcode::{ConstId, Reg};

/// Most pieces joined at once; more than that are joined in several steps.
const MAX_PIECES: usize = 1000;

impl<'a> Compiler<'a> {
    pub(super) fn f_string(
        &mut self,
        string: &'a ast::ExprFString,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        let mut pieces = Pieces::default();
        if let Some((element, raw)) = lone_value(string) {
            let dst = self.dst(want);
            self.format_value(element, raw, dst)?;
            return Ok(dst);
        }
        for part in &string.value {
            match part {
                FStringPart::Literal(literal) => pieces.text.push_literal(self.source, literal),
                FStringPart::FString(part) => {
                    let raw = part.flags.prefix().is_raw();
                    self.elements(&part.elements, raw, string.range, &mut pieces)?;
                }
            }
        }
        self.join(mark, pieces, string.range, want)
    }

    /// Compiles elements into `pieces`: values into the temporaries on top of the stack, text kept until a value follows.
    fn elements(
        &mut self,
        elements: &'a [Element],
        raw: bool,
        range: TextRange,
        pieces: &mut Pieces,
    ) -> Result {
        for element in elements {
            match element {
                Element::Literal(literal) => pieces.text.push_element(self.source, literal, raw),
                Element::Interpolation(element) => {
                    if let Some(text) = &element.debug_text {
                        pieces.text.push(text.as_str());
                    }
                    self.flush_text(pieces, range);
                    let dst = self.alloc();
                    pieces.count += 1;
                    self.format_value(element, raw, dst)?;
                }
            }
            if pieces.count > MAX_PIECES {
                self.flush_text(pieces, range);
                let first = Reg((self.unit.top - pieces.count as u32) as u16);
                self.w().build_string(first, first, pieces.count as u16);
                self.unit.top = u32::from(first.0) + 1;
                pieces.count = 1;
            }
        }
        Ok(())
    }

    fn flush_text(&mut self, pieces: &mut Pieces, range: TextRange) {
        if !pieces.text.is_empty() {
            let text = std::mem::take(&mut pieces.text).finish();
            self.at(range);
            self.load_const(Const::Str(text), None);
            pieces.count += 1;
        }
    }

    fn join(
        &mut self,
        mark: u32,
        mut pieces: Pieces,
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Reg> {
        if pieces.count == 0 {
            let text = pieces.text.finish();
            self.at(range);
            return Ok(self.load_const(Const::Str(text), want));
        }
        self.flush_text(&mut pieces, range);
        self.release(mark);
        let dst = self.dst(want);
        let base = Reg(u16::try_from(mark).unwrap_or(u16::MAX));
        self.at(range);
        if pieces.count == 1 {
            return Ok(self.deliver(base, Some(dst)));
        }
        self.w().build_string(dst, base, pieces.count as u16);
        Ok(dst)
    }

    /// `{value!conversion:spec}`
    fn format_value(
        &mut self,
        element: &'a ast::InterpolatedElement,
        raw: bool,
        dst: Reg,
    ) -> Result {
        let mark = self.mark();
        let value = self.eval(&element.expression, None)?;
        let conversion = conversion(element);
        let spec = self.format_spec(element, raw)?;
        self.at(element.range);
        self.w().format_value(dst, value, conversion, spec);
        self.release(mark);
        Ok(())
    }

    /// The format specification as a value, or UNDEF.
    fn format_spec(&mut self, element: &'a ast::InterpolatedElement, raw: bool) -> Result<Reg> {
        let mark = self.mark();
        let Some(spec) = &element.format_spec else {
            let undef = self.alloc();
            self.at(element.range);
            self.w().load_undef(undef);
            return Ok(undef);
        };
        let mut pieces = Pieces::default();
        self.elements(&spec.elements, raw, spec.range, &mut pieces)?;
        self.join(mark, pieces, spec.range, None)
    }

    pub(super) fn t_string(
        &mut self,
        string: &'a ast::ExprTString,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        let mut strings = Vec::new();
        let mut text = Joined::default();
        let base = Reg(u16::try_from(mark).unwrap_or(u16::MAX));
        for part in &string.value {
            let raw = part.flags.prefix().is_raw();
            for element in &part.elements {
                match element {
                    Element::Literal(literal) => text.push_element(self.source, literal, raw),
                    Element::Interpolation(element) => {
                        if let Some(debug) = &element.debug_text {
                            text.push(debug.as_str());
                        }
                        strings.push(Const::Str(std::mem::take(&mut text).finish()));
                        self.interpolation(element, raw)?;
                    }
                }
            }
        }
        let count = strings.len();
        strings.push(Const::Str(text.finish()));
        self.at(string.range);
        let values = self.alloc();
        self.w().build_tuple(values, base, count as u16);
        let strings = self.load_const(Const::Tuple(strings.into()), None);
        self.release(mark);
        let dst = self.dst(want);
        self.w().build_template(dst, strings, values);
        Ok(dst)
    }

    fn interpolation(&mut self, element: &'a ast::InterpolatedElement, raw: bool) -> Result {
        let dst = self.alloc();
        let mark = self.mark();
        let value = self.eval(&element.expression, None)?;
        let spec = self.format_spec(element, raw)?;
        let text = self.interpolation_text(element);
        self.at(element.range);
        self.w()
            .build_interpolation(dst, value, text, conversion(element), spec);
        self.release(mark);
        Ok(())
    }

    fn interpolation_text(&mut self, element: &ast::InterpolatedElement) -> ConstId {
        use ruff_text_size::Ranged;
        let text = match &element.debug_text {
            Some(text) => text.expression(),
            None => self.source.slice(element.expression.range()),
        };
        self.unit.consts.add(Const::Str(text.into()))
    }
}

/// Pieces of a string under construction.
#[derive(Default)]
struct Pieces {
    /// Values in the temporaries on top of the stack.
    count: usize,
    /// Text that follows them.
    text: Joined,
}

/// The one value of an f-string that is nothing but that.
fn lone_value(string: &ast::ExprFString) -> Option<(&ast::InterpolatedElement, bool)> {
    match string.as_single_part_fstring() {
        Some(part) => match &part.elements[..] {
            [Element::Interpolation(element)] if element.debug_text.is_none() => {
                Some((element, part.flags.prefix().is_raw()))
            }
            _ => None,
        },
        None => None,
    }
}

/// The conversion as an operand; `{x=}` without a format shows the repr.
fn conversion(element: &ast::InterpolatedElement) -> i16 {
    match element.conversion.to_byte() {
        Some(byte) => i16::from(byte),
        None if element.debug_text.is_some() && element.format_spec.is_none() => i16::from(b'r'),
        None => 0,
    }
}
