//! Stretches of free blocks, by size.

/// Blocks `[start, start + len)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub start: u32,
    pub len: u32,
}

/// A set of disjoint spans, binned by the power of two below their length. Neighbours are not joined here; the sweep
/// builds the sets anew from the block table, and finds them joined.
#[derive(Default)]
pub struct Spans {
    bins: [Vec<Span>; 32],
}

impl Spans {
    /// Adds a span.
    pub fn put(&mut self, span: Span) {
        if span.len > 0 {
            self.bins[span.len.ilog2() as usize].push(span);
        }
    }

    /// Takes `len` blocks in a row: the most recently put span that is known to fit. A few spans of the bin that may
    /// or may not fit are tried first, then any of the larger ones.
    pub fn take(&mut self, len: u32) -> Option<u32> {
        const TRIES: usize = 16;
        let bin = len.ilog2() as usize;
        let spans = &self.bins[bin];
        let near = (spans.len().saturating_sub(TRIES)..spans.len())
            .rev()
            .find(|&i| spans[i].len >= len);
        let span = match near {
            Some(i) => self.bins[bin].remove(i),
            None => self.bins[bin + 1..].iter_mut().find_map(Vec::pop)?,
        };
        self.put(Span {
            start: span.start + len,
            len: span.len - len,
        });
        Some(span.start)
    }

    /// Takes up to `len` blocks in a row, of whichever span comes first.
    pub fn take_some(&mut self, len: u32) -> Option<Span> {
        let span = self.bins.iter_mut().find_map(Vec::pop)?;
        let taken = span.len.min(len);
        self.put(Span {
            start: span.start + taken,
            len: span.len - taken,
        });
        Some(Span {
            start: span.start,
            len: taken,
        })
    }

    /// Forgets all spans.
    pub fn clear(&mut self) {
        self.bins.iter_mut().for_each(Vec::clear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_split_and_used_up() {
        let mut spans = Spans::default();
        spans.put(Span { start: 10, len: 7 });
        assert_eq!(spans.take(8), None);
        assert_eq!(spans.take(5), Some(10));
        assert_eq!(spans.take(3), None);
        assert_eq!(spans.take(1), Some(15));
        assert_eq!(spans.take_some(9), Some(Span { start: 16, len: 1 }));
        assert_eq!(spans.take(1), None);
    }

    #[test]
    fn a_bin_is_searched_for_one_that_fits() {
        let mut spans = Spans::default();
        spans.put(Span { start: 0, len: 7 });
        spans.put(Span { start: 20, len: 4 });
        assert_eq!(spans.take(6), Some(0));
        assert_eq!(spans.take(4), Some(20));
        assert_eq!(spans.take(2), None);
        assert_eq!(spans.take(1), Some(6));
    }
}
