//! Questions about text.

use super::super::search::{self, Ends};
use super::super::{bytes, escape, fields, format, percent, split, unicode};
use super::*;

pub(super) fn answer(kind: &str, args: &Args) -> Option<Answer> {
    let text = || args.text(0);
    Some(Ok(match kind {
        "format_int" => {
            return Some(args.with_int(0, |n| format::format_int(n, args.text(1), "int", 4300)));
        }
        "format_float" => return Some(format::format_float(args.float(0), args.text(1), "float")),
        "format_str" => return Some(format::format_str(text(), args.text(1), "str")),
        "format_complex" => {
            return Some(format::format_complex(
                args.float(0),
                args.float(1),
                args.text(2),
                "complex",
            ));
        }
        "percent_int" => {
            return Some(percents(text(), |c, out| {
                args.with_int(1, |n| c.write_int(out, n, 4300))
            }));
        }
        "percent_float" => {
            return Some(percents(text(), |c, out| c.write_float(out, args.float(1))));
        }
        "percent_str" => {
            return Some(percents(text(), |c, out| match c.code {
                's' => {
                    c.write_text(out, args.text(1));
                    Ok(())
                }
                _ => c.unsupported(),
            }));
        }
        "repr" => escape::repr(text()),
        "ascii" => escape::ascii(text()),
        "bytes_repr" => escape::bytes_repr(&args.bytes(0)),
        "upper" => unicode::upper(text()),
        "lower" => unicode::lower(text()),
        "title" => unicode::title(text()),
        "capitalize" => unicode::capitalize(text()),
        "swapcase" => unicode::swapcase(text()),
        "casefold" => unicode::casefold(text()),
        "isupper" => truth(unicode::is_upper_text(text())),
        "islower" => truth(unicode::is_lower_text(text())),
        "istitle" => truth(unicode::is_title_text(text())),
        "isidentifier" => truth(unicode::is_identifier(text())),
        "class" => class(text(), args.text(1)),
        "decimal_values" => text()
            .chars()
            .filter_map(unicode::decimal_value)
            .map(|value| value.to_string())
            .collect(),
        "split_spaces" => show(&split::split_spaces(text(), args.most(1))),
        "rsplit_spaces" => show(&split::rsplit_spaces(text(), args.most(1))),
        "split" => show(&split::split(text(), args.text(1), args.most(2))),
        "rsplit" => show(&split::rsplit(text(), args.text(1), args.most(2))),
        "splitlines" => show(&split::split_lines(text(), args.int(1) != 0)),
        "bytes_split_spaces" => show_bytes(&bytes::split_spaces(text().as_bytes(), args.most(1))),
        "bytes_rsplit_spaces" => show_bytes(&bytes::rsplit_spaces(text().as_bytes(), args.most(1))),
        "bytes_splitlines" => show_bytes(&bytes::split_lines(text().as_bytes(), args.int(1) != 0)),
        "replace" => search::replace(text(), args.text(1), args.text(2), args.most(3)).into_owned(),
        "bytes_replace" => hex(&bytes::replace(
            &args.bytes(0),
            &args.bytes(1),
            &args.bytes(2),
            args.most(3),
        )),
        "count" => search::count(text(), args.text(1)).to_string(),
        "find" => {
            let shown = |found: Option<usize>| found.map_or(-1, |at| at as i64);
            let (left, right) = (
                search::find(text(), args.text(1)),
                search::rfind(text(), args.text(1)),
            );
            format!("{} {}", shown(left), shown(right))
        }
        "strip" => {
            let chars = Some(args.text(1)).filter(|&chars| chars != "None");
            [Ends::Both, Ends::Left, Ends::Right]
                .map(|ends| search::strip(text(), chars, ends))
                .join("|")
        }
        "expandtabs" => search::expand_tabs(text(), args.int(1) as usize),
        "justify" => {
            let justify = |fill, ends| {
                search::justify(text(), args.int(1) as usize, fill, ends).unwrap_or(text().into())
            };
            [
                justify('*', Ends::Both),
                justify(' ', Ends::Right),
                justify('日', Ends::Left),
            ]
            .join("|")
        }
        "zfill" => search::zero_fill(text(), args.int(1) as usize).unwrap_or(text().into()),
        "bytes_fromhex" => match bytes::from_hex(text()) {
            Ok(bytes) => hex(&bytes),
            Err(at) => {
                return Some(Fault::value(format!(
                    "non-hexadecimal number found in fromhex() arg at position {at}"
                )));
            }
        },
        "pieces" => return Some(pieces(text())),
        "field_name" => return Some(field_name(text())),
        _ => return None,
    }))
}

fn percents(
    form: &str,
    mut write: impl FnMut(&percent::Conversion<'_>, &mut String) -> Result<(), Fault>,
) -> Answer {
    let mut out = String::new();
    for piece in percent::pieces(form) {
        match piece? {
            percent::Piece::Literal(text) => out.push_str(text),
            percent::Piece::Conversion(c) if c.code == '%' => out.push('%'),
            percent::Piece::Conversion(c) => write(&c, &mut out)?,
        }
    }
    Ok(out)
}

fn truth(value: bool) -> String {
    String::from(if value { "True" } else { "False" })
}

fn show(parts: &[&str]) -> String {
    format!("{}#{}", parts.join("|"), parts.len())
}

fn show_bytes(parts: &[&[u8]]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.iter().map(|&byte| byte as char).collect())
        .collect();
    show(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The code points in `known` that are of a class. Both are written as runs: `41-5a 61-7a`.
fn class(name: &str, known: &str) -> String {
    let is: fn(char) -> bool = match name {
        "isalpha" => unicode::is_alpha,
        "isalnum" => unicode::is_alnum,
        "isdecimal" => unicode::is_decimal,
        "isdigit" => unicode::is_digit,
        "isnumeric" => unicode::is_numeric,
        "isspace" => unicode::is_space,
        "isprintable" => unicode::is_printable,
        "isupper" => unicode::is_upper,
        "islower" => unicode::is_lower,
        _ => panic!("{name}"),
    };
    let end = |text: &str| u32::from_str_radix(text, 16).expect("a code point");
    let known = known
        .split(' ')
        .filter_map(|run| run.split_once('-'))
        .flat_map(|(first, last)| end(first)..=end(last));
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for code in known.filter(|&code| char::from_u32(code).is_some_and(is)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => runs.push((code, code)),
        }
    }
    runs.iter()
        .map(|(first, last)| format!("{first:x}-{last:x}"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn pieces(form: &str) -> Answer {
    let quoted = |text: &str| escape::repr(text);
    let mut out = Vec::new();
    for piece in fields::pieces(form) {
        let fields::Piece { literal, field } = piece?;
        // An empty name and no field look alike in what was recorded.
        out.push(match field.filter(|field| !field.name.is_empty()) {
            Some(field) => {
                let conversion = field
                    .conversion
                    .map_or(String::from("None"), |c| quoted(&c.to_string()));
                format!(
                    "({}, ({}, {}, {conversion}))",
                    quoted(literal),
                    quoted(field.name),
                    quoted(field.spec)
                )
            }
            None if field.is_some() => format!("({}, '')", quoted(literal)),
            None => format!("({}, None)", quoted(literal)),
        });
    }
    Ok(format!("[{}]", out.join(", ")))
}

fn field_name(name: &str) -> Answer {
    let (first, steps) = fields::split_name(name)?;
    let mut out = vec![match first {
        fields::First::Next => String::from("''"),
        fields::First::Index(index) => index.to_string(),
        fields::First::Key(key) => escape::repr(key),
    }];
    out.extend(steps.iter().map(|step| match step {
        fields::Step::Attribute(name) => format!("(True, {})", escape::repr(name)),
        fields::Step::Index(index) => format!("(False, {index})"),
        fields::Step::Key(key) => format!("(False, {})", escape::repr(key)),
    }));
    Ok(format!("[{}]", out.join(", ")))
}
