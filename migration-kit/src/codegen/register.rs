//! Adding a migration to the migration crate's `lib.rs`, keeping every comment and every other
//! line.

use proc_macro2::TokenTree;
use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, ImplItem, Item, ItemMod, Macro, Stmt, Token, Visibility};

/// The text of `lib` with the module declared and its migration, the expression `new`, at the end
/// of the list; `None` when the file is not of the usual form: an `impl MigratorTrait` whose
/// `migrations` ends in a `vec![…]`.
pub(super) fn migration(lib: &str, version: &str, new: &str) -> Option<String> {
    let file = syn::parse_file(lib).ok()?;
    let list = file.items.iter().find_map(list)?;
    let mut edits = entry(lib, list, new);
    edits.push(module(lib, &file, version));
    // From the back, so that the places in front stay where they are.
    edits.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut text = lib.to_owned();
    for (at, insertion) in edits {
        text.insert_str(at, &insertion);
    }
    // What rustc would not take, or would take for something else, is left to a person.
    syn::parse_file(&text).is_ok_and(|file| ends_in(&file, list, new)).then_some(text)
}

/// Insertions as (byte offset, text).
type Edits = Vec<(usize, String)>;

/// The `vec![…]` at the end of `fn migrations` of an `impl MigratorTrait` (or `MigratorTraitSelf`).
fn list(item: &Item) -> Option<&Macro> {
    let Item::Impl(block) = item else { return None };
    let (_, path, _) = block.trait_.as_ref()?;
    let name = &path.segments.last()?.ident;
    if name != "MigratorTrait" && name != "MigratorTraitSelf" {
        return None;
    }
    block
        .items
        .iter()
        .find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == "migrations" => {
                match function.block.stmts.last()? {
                    Stmt::Expr(Expr::Macro(expr), None) => Some(&expr.mac),
                    Stmt::Macro(stmt) if stmt.semi_token.is_none() => Some(&stmt.mac),
                    _ => None,
                }
            }
            _ => None,
        })
        .filter(|list| list.path.is_ident("vec"))
}

/// The list's new last entry, on a line of its own when the closing bracket has one.
fn entry(lib: &str, list: &Macro, entry: &str) -> Edits {
    let span = list.delimiter.span();
    let (open, close) = (span.open().byte_range().end, span.close().byte_range().start);
    let outer = indentation(lib, close);
    // Behind comments that follow the last entry.
    let line_of_close = lib[..close].rfind('\n').map_or(0, |newline| newline + 1);
    let Some(last) = list.tokens.clone().into_iter().last() else {
        return vec![if lib[open..close].contains('\n') {
            (line_of_close, format!("{outer}    {entry},\n"))
        } else {
            (close, format!("\n{outer}    {entry},\n{outer}"))
        }];
    };
    let end = last.span().byte_range().end;
    let comma =
        if matches!(&last, TokenTree::Punct(punct) if punct.as_char() == ',') { "" } else { "," };
    if lib[end..close].contains('\n') {
        let inner = indentation(lib, end);
        vec![(end, comma.to_owned()), (line_of_close, format!("{inner}{entry},\n"))]
    } else {
        vec![(end, format!("{comma} {entry}"))]
    }
}

/// Whether the list of the file ends in that entry now, and nothing else went into another one.
fn ends_in(file: &syn::File, before: &Macro, entry: &str) -> bool {
    let entries = |list: &Macro| {
        Punctuated::<Expr, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()
    };
    let words = |expr: &Expr| expr.to_token_stream().to_string();
    let (Some(before), Some(after)) =
        (entries(before), file.items.iter().find_map(list).and_then(entries))
    else {
        return false;
    };
    let expected = before.iter().map(words).chain(syn::parse_str(entry).as_ref().map(words));
    after.iter().map(words).eq(expected)
}

/// The module's declaration, behind the last module that is a file of its own; else in front of the
/// first item that is no `use`.
fn module(lib: &str, file: &syn::File, version: &str) -> (usize, String) {
    let last = file.items.iter().rev().find_map(|item| match item {
        Item::Mod(module @ ItemMod { content: None, .. }) => Some(module),
        _ => None,
    });
    match last {
        Some(last) => {
            let visibility = match last.vis {
                Visibility::Inherited => "",
                _ => &lib[last.vis.span().byte_range()],
            };
            let space = if visibility.is_empty() { "" } else { " " };
            (last.span().byte_range().end, format!("\n{visibility}{space}mod {version};"))
        }
        None => {
            let first = file.items.iter().find(|item| !matches!(item, Item::Use(_)));
            let at = first.map_or(lib.len(), |item| item.span().byte_range().start);
            (at, format!("mod {version};\n\n"))
        }
    }
}

/// The white space in front of the first character of the line at `offset`.
fn indentation(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Registers `m2` and compares the whole file.
    fn check(before: &str, after: Option<&str>) {
        assert_eq!(
            migration(before, "m2", "Box::new(m2::Migration)").as_deref(),
            after,
            "{before}"
        );
    }

    #[test]
    fn the_usual_form() {
        check(
            r#"pub use sea_orm_migration::prelude::*;

mod m1;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        // Oldest first: vec![] is no list.
        vec![
            Box::new(m1::Migration), // the first
            // and more to come
        ]
    }
}
"#,
            Some(
                r#"pub use sea_orm_migration::prelude::*;

mod m1;
mod m2;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        // Oldest first: vec![] is no list.
        vec![
            Box::new(m1::Migration), // the first
            // and more to come
            Box::new(m2::Migration),
        ]
    }
}
"#,
            ),
        );
    }

    #[test]
    fn one_line_without_a_comma_and_a_public_module() {
        check(
            "pub mod m1;\nimpl MigratorTrait for M { fn migrations() -> V { vec![Box::new(m1::Migration)] } }\n",
            Some(
                "pub mod m1;\npub mod m2;\nimpl MigratorTrait for M { fn migrations() -> V { vec![Box::new(m1::Migration), Box::new(m2::Migration)] } }\n",
            ),
        );
    }

    #[test]
    fn several_lines_without_a_comma() {
        check(
            "mod m1;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![\n            b(m1)\n        ]\n    }\n}\n",
            Some(
                "mod m1;\nmod m2;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![\n            b(m1),\n            Box::new(m2::Migration),\n        ]\n    }\n}\n",
            ),
        );
    }

    #[test]
    fn one_entry_that_rustfmt_has_broken_up() {
        check(
            "mod m1;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![Box::new(\n            m1::Migration,\n        )]\n    }\n}\n",
            Some(
                "mod m1;\nmod m2;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![Box::new(\n            m1::Migration,\n        ), Box::new(m2::Migration)]\n    }\n}\n",
            ),
        );
    }

    #[test]
    fn entries_on_lines_that_end_with_the_bracket() {
        check(
            "mod m1;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![b(m0),\n             b(m1)]\n    }\n}\n",
            Some(
                "mod m1;\nmod m2;\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![b(m0),\n             b(m1), Box::new(m2::Migration)]\n    }\n}\n",
            ),
        );
    }

    #[test]
    fn an_empty_list() {
        check(
            "use a::b;\n\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![]\n    }\n}\n",
            Some(
                "use a::b;\n\nmod m2;\n\nimpl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![\n            Box::new(m2::Migration),\n        ]\n    }\n}\n",
            ),
        );
    }

    #[test]
    fn names_and_comments_that_are_not_ascii() {
        check(
            "// ä — ü\nmod m1;\nimpl MigratorTrait for M { fn migrations() -> V { vec![/* é */] } }\n",
            Some(
                "// ä — ü\nmod m1;\nmod m2;\nimpl MigratorTrait for M { fn migrations() -> V { vec![/* é */\n    Box::new(m2::Migration),\n] } }\n",
            ),
        );
    }

    #[test]
    fn other_forms_are_left_alone() {
        check("fn main() {}", None);
        check("this is not Rust", None);
        check("impl Other for M { fn migrations() -> V { vec![] } }", None);
        check("impl MigratorTrait for M { fn migrations() -> V { list() } }", None);
        check("impl MigratorTrait for M { fn migrations() -> V { chain![] } }", None);
        check("impl MigratorTrait for M { fn migrations() -> V { let v = vec![]; v } }", None);
    }
}
