//! A table, for the terminal and for the report.

/// Text in columns. The first `left` columns stand at their left edge, all others at their right.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// A last row that sums up.
    pub foot: Option<Vec<String>>,
    pub left: usize,
}

impl Table {
    pub fn new(head: &[&str], left: usize) -> Table {
        Table {
            head: head.iter().map(|h| (*h).to_owned()).collect(),
            left,
            ..Table::default()
        }
    }

    /// Lines for a terminal.
    pub fn text(&self) -> String {
        let all = || {
            std::iter::once(&self.head)
                .chain(&self.rows)
                .chain(&self.foot)
        };
        let columns = all().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = all().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1));
        let mut lines = vec![self.line(&self.head, &widths), rule.clone()];
        lines.extend(self.rows.iter().map(|row| self.line(row, &widths)));
        if let Some(foot) = &self.foot {
            lines.push(rule);
            lines.push(self.line(foot, &widths));
        }
        lines.join("\n") + "\n"
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(column, (cell, &width))| {
                if column < self.left {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            })
            .collect();
        cells.join("  ").trim_end().to_owned()
    }

    /// The same for the report.
    pub fn html(&self) -> String {
        let row = |cells: &[String], tag: &str| {
            let cells: Vec<String> = cells
                .iter()
                .enumerate()
                .map(|(column, cell)| {
                    let class = if column < self.left { " class=l" } else { "" };
                    format!("<{tag}{class}>{}</{tag}>", escape(cell))
                })
                .collect();
            format!("<tr>{}</tr>\n", cells.concat())
        };
        let body: String = self.rows.iter().map(|r| row(r, "td")).collect();
        let foot = self.foot.as_ref().map_or(String::new(), |r| {
            let mut whole = r.clone();
            whole.resize(self.head.len().max(r.len()), String::new());
            format!("<tfoot>{}</tfoot>", row(&whole, "td"))
        });
        format!(
            "<div class=wide><table><thead>{}</thead><tbody>\n{body}</tbody>{foot}</table></div>\n",
            row(&self.head, "th")
        )
    }
}

/// Text as it may stand in HTML and SVG.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&["program", "s"], 1);
        table.rows.push(vec!["µ".into(), "12.5".into()]);
        table.foot = Some(vec!["mean".into(), "1".into()]);
        assert_eq!(
            table.text(),
            "program     s\n─────────────\nµ        12.5\n─────────────\nmean        1\n"
        );
        assert!(table.html().contains("<td class=l>µ</td><td>12.5</td>"));
    }
}
