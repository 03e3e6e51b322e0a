//! Streams of compressed data.
//!
//! The format is told by the size of the window: 9 to 15 zlib's own, 16 more gzip's, negative none at all; for
//! decompressing 32 more means zlib's or gzip's, whichever it is.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// What can go wrong.
pub enum Fault {
    /// No such format or level.
    Settings,
    Data(String),
    /// A dictionary is needed, or is the wrong one.
    Dictionary,
}

/// Room that is made at once for output.
const ROOM: usize = 16 << 10;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Raw(u8),
    Zlib(u8),
    Gzip(u8),
    /// Zlib's or gzip's.
    Either,
}

impl Format {
    fn of(bits: i64) -> Result<Format, Fault> {
        // A window of 8 bits is not supported by the format without header; zlib takes 9 instead.
        let window = |n: i64| (n as u8).max(9);
        match bits {
            -15..=-8 => Ok(Format::Raw(window(-bits))),
            0 => Ok(Format::Zlib(15)),
            8..=15 => Ok(Format::Zlib(window(bits))),
            24..=31 => Ok(Format::Gzip(window(bits - 16))),
            32 | 40..=47 => Ok(Format::Either),
            _ => Err(Fault::Settings),
        }
    }
}

pub struct Compressor {
    state: Compress,
}

impl Compressor {
    pub fn new(level: i64, bits: i64, dictionary: Option<&[u8]>) -> Result<Compressor, Fault> {
        let level = match level {
            -1 => Compression::default(),
            0..=9 => Compression::new(level as u32),
            _ => return Err(Fault::Settings),
        };
        let mut state = match Format::of(bits)? {
            Format::Raw(n) => Compress::new_with_window_bits(level, false, n),
            Format::Zlib(n) => Compress::new_with_window_bits(level, true, n),
            Format::Gzip(n) => Compress::new_gzip(level, n),
            Format::Either => return Err(Fault::Settings),
        };
        if let Some(d) = dictionary
            && state.set_dictionary(d).is_err()
        {
            return Err(Fault::Dictionary);
        }
        Ok(Compressor { state })
    }

    /// Compresses; the result is what came out.
    pub fn run(&mut self, mut bytes: &[u8], flush: FlushCompress) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        loop {
            out.reserve(ROOM);
            let before = self.state.total_in();
            let status = self.state.compress_vec(bytes, &mut out, flush);
            let status = status.map_err(|e| Fault::Data(e.to_string()))?;
            bytes = &bytes[(self.state.total_in() - before) as usize..];
            let more = bytes.is_empty() && out.len() < out.capacity();
            if status == Status::StreamEnd || more && !matches!(flush, FlushCompress::Finish) {
                return Ok(out);
            }
        }
    }
}

pub struct Decompressor {
    format: Format,
    /// Made when the first bytes have told the format.
    state: Option<Decompress>,
    dictionary: Option<Vec<u8>>,
    ended: bool,
    /// Bytes behind the end of the stream.
    pub unused: Vec<u8>,
    /// Bytes that did not fit the limit of output.
    pub rest: Vec<u8>,
}

impl Decompressor {
    pub fn new(bits: i64, dictionary: Option<Vec<u8>>) -> Result<Decompressor, Fault> {
        let format = Format::of(bits)?;
        let mut d = Decompressor {
            format,
            state: None,
            dictionary,
            ended: false,
            unused: Vec::new(),
            rest: Vec::new(),
        };
        if let (Format::Raw(n), Some(dictionary)) = (format, &d.dictionary) {
            let mut state = Decompress::new_with_window_bits(false, n);
            if state.set_dictionary(dictionary).is_err() {
                return Err(Fault::Dictionary);
            }
            d.state = Some(state);
        }
        Ok(d)
    }

    pub fn ended(&self) -> bool {
        self.ended
    }

    fn begin(&self, first: u8) -> Decompress {
        match self.format {
            Format::Raw(n) => Decompress::new_with_window_bits(false, n),
            Format::Zlib(n) => Decompress::new_with_window_bits(true, n),
            Format::Gzip(n) => Decompress::new_gzip(n),
            Format::Either if first == 0x1F => Decompress::new_gzip(15),
            Format::Either => Decompress::new_with_window_bits(true, 15),
        }
    }

    /// Decompresses up to `most` bytes; what of the input is left over lies in `rest` or `unused`.
    pub fn run(&mut self, mut bytes: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        self.rest.clear();
        let Some(first) = bytes.first().copied() else {
            return Ok(out);
        };
        if self.state.is_none() {
            self.state = Some(self.begin(first));
        }
        while !self.ended {
            let room = (out.len().max(ROOM)).min(most - out.len());
            if room == 0 {
                break;
            }
            let state = self.state.as_mut().expect("begun");
            let (from, before) = (out.len(), (state.total_in(), state.total_out()));
            out.resize(from + room, 0);
            let result = state.decompress(bytes, &mut out[from..], FlushDecompress::None);
            let taken = (state.total_in() - before.0) as usize;
            let made = (state.total_out() - before.1) as usize;
            out.truncate(from + made);
            bytes = &bytes[taken..];
            match result {
                Ok(Status::StreamEnd) => self.ended = true,
                Ok(_) if taken == 0 && made == 0 => break,
                Ok(_) => {}
                Err(e) if e.needs_dictionary().is_some() => {
                    let given = self.dictionary.as_deref().ok_or(Fault::Dictionary)?;
                    if state.set_dictionary(given).is_err() {
                        return Err(Fault::Dictionary);
                    }
                }
                Err(e) => {
                    let text = e.message().unwrap_or("invalid data");
                    return Err(Fault::Data(text.to_owned()));
                }
            }
            if bytes.is_empty() && made < room {
                break;
            }
        }
        match self.ended {
            true => self.unused.extend_from_slice(bytes),
            false => self.rest.extend_from_slice(bytes),
        }
        Ok(out)
    }
}
