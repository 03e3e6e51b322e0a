//! `_json`: the fast parts of `json`.
//!
//! | what | file |
//! | --- | --- |
//! | reading: `make_scanner`, `scanstring` | [`scan`] |
//! | the text of a JSON document, understood | [`parse`] |
//! | writing: `make_encoder`, `encode_basestring` | [`encode`] |

mod encode;
mod parse;
mod scan;

use super::support::{NativeClass, add_known_class};
use crate::native::ModuleSpec;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_json",
    doc: "json speedups\n",
    functions: &[scan::SCAN_STRING, encode::QUOTE, encode::QUOTE_ASCII],
    init: |th, module| {
        let th = &*th;
        add_known_class(th, module, NativeClass::JsonScanner, &scan::CLASS)?;
        add_known_class(th, module, NativeClass::JsonEncoder, &encode::CLASS)?;
        Ok(())
    },
};
