//! Questions about numbers.

use super::super::{float, float_parse, int};
use super::*;
use crate::numeric::{big, bytes, hash, random::Random, real};
use num_traits::ToPrimitive;

pub(super) fn answer(kind: &str, args: &Args) -> Option<Answer> {
    Some(match kind {
        "float_repr" => Ok(float::repr(args.float(0))),
        "float_hex" => Ok(float_parse::to_hex(args.float(0))),
        "float_hash" => {
            Ok(hash::float(args.float(0)).map_or("identity".into(), |hash| hash.to_string()))
        }
        "float_ratio" => big::ratio(args.float(0)).map(|(above, below)| format!("{above}/{below}")),
        "float_int" => big::from_f64(args.float(0)).map(|n| n.to_string()),
        "float_round" => real::round(args.float(0), args.int(1)).map(float::repr),
        "float_divmod" => real::div_mod(args.float(0), args.float(1))
            .map(|(quotient, rest)| format!("({}, {})", float::repr(quotient), float::repr(rest))),
        "float_pow" => real::power(args.float(0), args.float(1)).map(|power| match power {
            real::Power::Real(x) => float::repr(x),
            real::Power::Complex => "complex".into(),
        }),
        "complex_repr" => Ok(float::complex_repr(args.float(0), args.float(1))),
        "complex_hash" => Ok(
            match (hash::float(args.float(0)), hash::float(args.float(1))) {
                (Some(re), Some(im)) => hash::complex(re, im).to_string(),
                _ => "identity".into(),
            },
        ),
        "float_parse" => float_parse::parse(args.text(0)).map(bits),
        "complex_parse" => float_parse::parse_complex(args.text(0))
            .map(|(re, im)| format!("{} {}", float::repr(re), float::repr(im))),
        "float_fromhex" => float_parse::from_hex(args.text(0)).map(bits),
        "int_parse" => {
            int::parse(args.text(0), args.int(1) as u32, int::DEFAULT_LIMIT).map(|parsed| {
                let value = match &parsed {
                    int::Parsed::Small(value) => IntRef::Small(*value),
                    int::Parsed::Big(value) => IntRef::Big(value),
                };
                format!("{} {}", hash::int(value), big::bit_length(value))
            })
        }
        _ => return integers(kind, args),
    })
}

fn integers(kind: &str, args: &Args) -> Option<Answer> {
    Some(match kind {
        "bin" => Ok(args.with_int(0, |n| int::prefixed(n, 2))),
        "oct" => Ok(args.with_int(0, |n| int::prefixed(n, 8))),
        "hex" => Ok(args.with_int(0, |n| int::prefixed(n, 16))),
        "int_hash" => Ok(args.with_int(0, hash::int).to_string()),
        "int_float" => args.with_int(0, big::to_f64).map(bits),
        "int_round" => Ok(big::round_to_power(&args.big(0), args.int(1) as u32).to_string()),
        "int_bytes" => bytes::to_bytes(
            &args.big(0),
            args.int(1) as usize,
            args.text(2) == "big",
            args.int(3) != 0,
        )
        .map(|bytes| hex(&bytes)),
        "bytes_int" => {
            Ok(
                bytes::from_bytes(&args.bytes(0), args.text(1) == "big", args.int(2) != 0)
                    .to_string(),
            )
        }
        "isqrt" => big::isqrt(&args.big(0)).map(|root| root.to_string()),
        "bit_length" => Ok(args.with_int(0, |n| {
            format!("{} {}", big::bit_length(n), big::bit_count(n))
        })),
        "true_divide" => big::true_divide(&args.big(0), &args.big(1)).map(bits),
        "int_divmod" => {
            let (a, b) = (args.big(0), args.big(1));
            if let (Some(a), Some(b)) = (a.to_i64(), b.to_i64().filter(|&b| b != 0)) {
                let small =
                    big::div_mod_small(a, b).map(|(quotient, rest)| (quotient.into(), rest.into()));
                assert_eq!(small, big::div_mod(&a.into(), &b.into()).ok());
            }
            big::div_mod(&a, &b).map(|(quotient, rest)| format!("{quotient} {rest}"))
        }
        "gcd" => Ok(big::gcd(&args.big(0), &args.big(1)).to_string()),
        "int_pow" => {
            big::pow_mod(&args.big(0), &args.big(1), &args.big(2)).map(|power| power.to_string())
        }
        "shift_left" => big::shift_left(&args.big(0), &args.big(1)).map(|n| n.to_string()),
        "shift_right" => big::shift_right(&args.big(0), &args.big(1)).map(|n| n.to_string()),
        "compare" => Ok(format!(
            "{:?}",
            args.with_int(0, |n| big::compare(n, args.float(1)))
                .expect("numbers")
        )
        .to_lowercase()),
        "hash_text" => Ok(hash::Key::from_seed(args.int(0) as u32)
            .text(args.text(1))
            .to_string()),
        "hash_bytes" => Ok(hash::Key::from_seed(args.int(0) as u32)
            .bytes(&args.bytes(1))
            .to_string()),
        "hash_tuple" => Ok(hash::tuple(items(args).into_iter()).to_string()),
        "hash_frozenset" => Ok(hash::frozenset(items(args).into_iter()).to_string()),
        "random" => Ok(sequence(&args.big(0))),
        _ => return None,
    })
}

fn items(args: &Args) -> Vec<i64> {
    args.text(0)
        .split_whitespace()
        .map(|item| hash::small_int(item.parse().expect("an integer")))
        .collect()
}

fn sequence(seed: &BigInt) -> String {
    let mut random = Random::from_int(seed);
    let mut out: Vec<String> = (0..3).map(|_| float::repr(random.float())).collect();
    for bits in [1, 7, 31, 32, 33, 53, 64, 65, 100, 128] {
        let mut twin = random.clone();
        let value = random.big_bits(bits);
        if bits <= 64 {
            assert_eq!(value.to_u64(), Some(twin.bits(bits as u32)));
        }
        out.push(value.to_string());
    }
    let last = (0..2000).map(|_| random.float()).last().expect("a number");
    out.push(float::repr(last));
    let (words, at) = random.state();
    assert_eq!(Random::from_state(words, at).as_ref(), Some(&random));
    out.join(" ")
}
