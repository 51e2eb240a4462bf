//! What users of the kit can name: read from the source, without the feature `testing`, and
//! compared with the list below. How the kit works is in none of these modules, so that it can
//! change without a new version.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect;

/// The public names by their modules, and those of them that the documentation does not show.
#[derive(Default)]
struct Public {
    names: BTreeMap<String, BTreeSet<String>>,
    hidden: BTreeSet<String>,
}

impl Public {
    fn add(&mut self, module: &str, name: &str, is_hidden: bool) {
        if is_hidden {
            self.hidden.insert(format!("{module}::{name}"));
        } else {
            self.names.entry(module.to_owned()).or_default().insert(name.to_owned());
        }
    }

    /// Adds the items of a module, whose own modules stand in `folder`.
    fn items(&mut self, module: &str, items: &[syn::Item], folder: &Path, is_hidden: bool) {
        for item in items {
            let Some((attributes, visibility, ident)) = parts(item) else { continue };
            let is_public = matches!(visibility, syn::Visibility::Public(_));
            if !is_public || is_for_testing(attributes) {
                continue;
            }
            let is_hidden = is_hidden || is_doc_hidden(attributes);
            match item {
                syn::Item::Use(of) => {
                    for name in leaves(&of.tree) {
                        self.add(module, &name, is_hidden);
                    }
                }
                syn::Item::Mod(of) => {
                    let name = ident.map(ToString::to_string).unwrap_or_default();
                    let below = folder.join(&name);
                    let path = format!("{module}::{name}");
                    match &of.content {
                        Some((_, items)) => self.items(&path, items, &below, is_hidden),
                        None => self.items(&path, &file_of(&below).items, &below, is_hidden),
                    }
                }
                _ => {
                    let name = ident.map(ToString::to_string).unwrap_or_default();
                    self.add(module, &name, is_hidden);
                }
            }
        }
    }
}

/// The attributes, the visibility and the name of an item that may have these.
fn parts(item: &syn::Item) -> Option<(&[syn::Attribute], &syn::Visibility, Option<&syn::Ident>)> {
    Some(match item {
        syn::Item::Const(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Enum(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Fn(of) => (&of.attrs, &of.vis, Some(&of.sig.ident)),
        syn::Item::Mod(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Static(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Struct(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Trait(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Type(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Union(of) => (&of.attrs, &of.vis, Some(&of.ident)),
        syn::Item::Use(of) => (&of.attrs, &of.vis, None),
        _ => return None,
    })
}

/// The names that a `use` brings; a star stays one.
fn leaves(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree),
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Rename(rename) => vec![rename.rename.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        syn::UseTree::Glob(_) => vec!["*".to_owned()],
    }
}

/// Whether an item is there with the feature `testing` alone, and not with another one instead.
fn is_for_testing(attributes: &[syn::Attribute]) -> bool {
    said(attributes, "cfg").any(|condition| {
        condition.contains("\"testing\"")
            && !condition.contains("not")
            && !condition.starts_with("any")
    })
}

fn is_doc_hidden(attributes: &[syn::Attribute]) -> bool {
    said(attributes, "doc").any(|word| word == "hidden")
}

/// What stands in the parentheses of the attributes of that name.
fn said(attributes: &[syn::Attribute], name: &str) -> impl Iterator<Item = String> {
    let named = attributes.iter().filter(move |attribute| attribute.path().is_ident(name));
    named.filter_map(|of| of.meta.require_list().ok().map(|list| list.tokens.to_string()))
}

/// The file of a module: `name.rs` or `name/mod.rs`.
fn file_of(module: &Path) -> syn::File {
    let alone = module.with_extension("rs");
    let path = if alone.exists() { alone } else { module.join("mod.rs") };
    syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn nothing_else_is_public() {
    let mut public = Public::default();
    public.items("migration_kit", &file_of(&source().join("lib")).items, &source(), false);
    let line = |(module, names): (&String, &BTreeSet<String>)| {
        format!("{module}: {}\n", names.iter().cloned().collect::<Vec<_>>().join(", "))
    };
    expect![[r#"
        migration_kit: Backend, Direction, Error, Left, Target
        migration_kit::apply: BootMode, BootOptions, BootReport, Done, LockKind, MigrationStatus, Now, Options, Progress, State, audit, boot, status, up, up_with
        migration_kit::cli: run
        migration_kit::desired: Entities, Entity, LeftOut, Unmanaged
        migration_kit::env: database, default_url, file_of, flag, load, optional_seconds, parse_seconds, seconds, var
        migration_kit::migration: Plan, Planned, idempotent, planned
        migration_kit::ops: Backfill, RebuildTable, rebuild_table
        migration_kit::page: Page, PageOptions, render
        migration_kit::policy: Convention, ENUM_DEFAULT, NAMING, OWNERSHIP, PRIMARY_KEY, Policy, RELATIONS, SOFT_DELETE, TIMESTAMPS
        migration_kit::types: enumeration, now, portable, text, timestamp
    "#]]
    .assert_eq(&public.names.iter().map(line).collect::<String>());
    expect![[r#"
        migration_kit::step::Plan
        migration_kit::step::Step
        migration_kit::step::idempotent
        migration_kit::step::step
    "#]]
    .assert_eq(&public.hidden.into_iter().map(|name| name + "\n").collect::<String>());
}
