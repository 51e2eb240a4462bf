//! A table of figures, aligned for a terminal.

use std::fmt;

/// Rows under a heading; the first column names them.
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its title and the names of its columns.
    pub fn new(title: impl Into<String>, heading: impl IntoIterator<Item = String>) -> Self {
        Self { title: title.into(), rows: vec![heading.into_iter().collect()] }
    }

    /// Adds a row, which has as many cells as the heading.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        let width = |at: usize| {
            self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max()
        };
        for row in &self.rows {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                let width = width(at).unwrap_or_default();
                if at == 0 {
                    line.push_str(&format!("{cell:<width$}"));
                } else {
                    line.push_str(&format!("  {cell:>width$}"));
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn names_stand_left_and_figures_right() {
        let mut table = Table::new("Title", ["".to_owned(), "10".to_owned()]);
        table.row(["replay".to_owned(), "1.5 s".to_owned()]);
        assert_eq!(table.to_string(), "Title\n\n           10\nreplay  1.5 s\n");
    }
}
