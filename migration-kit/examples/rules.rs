//! Prints the rules of the linter as Markdown: `cargo xtask docs` keeps them in docs/rules.md.

fn main() {
    print!("{}", migration_kit::inside::lint::manual());
}
