//! Strings with replacement fields.

use ruff_python_ast::{self as ast, InterpolatedStringElement as Element};
use ruff_text_size::{Ranged, TextRange};

use super::{Item, Maker, int};
use crate::code::Const;
use crate::literal::Joined;

/// Parts of a string: texts are joined until a field comes.
#[derive(Default)]
struct Parts {
    done: Vec<Item>,
    text: Joined,
    /// Where the text lies.
    range: Option<TextRange>,
}

impl Parts {
    fn cover(&mut self, range: TextRange) {
        self.range = Some(self.range.map_or(range, |r| r.cover(range)));
    }
}

impl Maker<'_> {
    pub(super) fn f_string(&self, s: &ast::ExprFString) -> Item {
        let mut parts = Parts::default();
        for part in &s.value {
            match part {
                ast::FStringPart::Literal(l) => {
                    parts.cover(l.range());
                    parts.text.push_literal(self.source, l);
                }
                ast::FStringPart::FString(f) => {
                    self.elements(&mut parts, &f.elements, f.flags.prefix().is_raw(), false);
                }
            }
        }
        self.flush(&mut parts);
        self.at(
            s.range(),
            "JoinedStr",
            vec![("values", Item::List(parts.done))],
        )
    }

    pub(super) fn t_string(&self, s: &ast::ExprTString) -> Item {
        let mut parts = Parts::default();
        for part in &s.value {
            self.elements(
                &mut parts,
                &part.elements,
                part.flags.prefix().is_raw(),
                true,
            );
        }
        self.flush(&mut parts);
        self.at(
            s.range(),
            "TemplateStr",
            vec![("values", Item::List(parts.done))],
        )
    }

    fn flush(&self, parts: &mut Parts) {
        let text = std::mem::take(&mut parts.text);
        let range = parts.range.take();
        if let (Some(range), false) = (range, text.is_empty()) {
            let value = Item::Const(Const::Str(text.finish()));
            parts.done.push(self.at(
                range,
                "Constant",
                vec![("value", value), ("kind", Item::None)],
            ));
        }
    }

    fn elements(
        &self,
        parts: &mut Parts,
        elements: &ast::InterpolatedStringElements,
        raw: bool,
        template: bool,
    ) {
        for element in elements {
            match element {
                Element::Literal(l) => {
                    parts.cover(l.range());
                    parts.text.push_element(self.source, l, raw);
                }
                Element::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        parts.cover(field.range());
                        parts.text.push(debug.as_str());
                    }
                    self.flush(parts);
                    parts.done.push(self.field(field, raw, template));
                }
            }
        }
    }

    fn field(&self, field: &ast::InterpolatedElement, raw: bool, template: bool) -> Item {
        let spec = match &field.format_spec {
            None => Item::None,
            Some(spec) => {
                let mut parts = Parts::default();
                self.elements(&mut parts, &spec.elements, raw, template);
                self.flush(&mut parts);
                self.at(
                    spec.range,
                    "JoinedStr",
                    vec![("values", Item::List(parts.done))],
                )
            }
        };
        // A field that shows its own text shows the value as repr does, unless a format says otherwise.
        let conversion = match field.conversion.to_byte() {
            Some(c) => i64::from(c),
            None if field.debug_text.is_some() && field.format_spec.is_none() => b'r'.into(),
            None => -1,
        };
        let mut fields = vec![
            ("value", self.expr(&field.expression)),
            ("conversion", int(conversion)),
            ("format_spec", spec),
        ];
        if !template {
            return self.at(field.range(), "FormattedValue", fields);
        }
        let text = match &field.debug_text {
            Some(debug) => debug.expression().to_owned(),
            None => self.source.slice(field.expression.range()).to_owned(),
        };
        fields.push(("str", Item::Text(text)));
        self.at(field.range(), "Interpolation", fields)
    }
}
