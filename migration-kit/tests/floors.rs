//! The floors of the house: a room imports from lower floors only, so that no part depends on what
//! is built on it. A room is a module of the crate, and so is a facet of `dialect`, with what each
//! backend has for it; tests are exempt. Which backend it is decides nothing outside of `dialect`.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned as _;
use syn::visit::Visit;

/// From the bottom up. Rooms of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["backend", "escape", "names", "panics", "plural", "process", "stage"],
    &["dialect"],
    &[
        "dialect::codegen",
        "dialect::ddl",
        "dialect::enums",
        "dialect::expressions",
        "dialect::literal",
        "dialect::names",
        "dialect::parse",
        "dialect::parsers",
        "dialect::printed",
        "dialect::schemas",
        "dialect::text",
    ],
    &["dialect::on_table", "dialect::portable", "error", "sql"],
    &["dialect::address", "dialect::clients", "dialect::held", "dialect::lookup"],
    &[
        "dialect::blocker",
        "dialect::driver",
        "dialect::environment",
        "dialect::execution",
        "dialect::fresh",
        "dialect::history",
        "dialect::lease",
        "dialect::online",
        "dialect::session",
        "dialect::transaction",
        "dialect::url",
    ],
    &["dialect::pooler", "dialect::session_lock", "dialect::state"],
    &["dialect::lock"],
    &["ops", "target", "types"],
    &["dialect::types"],
    &["connect", "env", "schema", "migration"],
    &["dialect::dependents"],
    &[
        "dialect::catalog",
        "dialect::client",
        "dialect::effects",
        "dialect::family",
        "dialect::lint",
        "dialect::record",
        "dialect::retype",
        "dialect::sizes",
        "dialect::witness",
    ],
    &["diagram", "introspect", "record", "statement", "witness"],
    &["dialect::cast", "dialect::numbering", "dialect::views"],
    &["dialect::definition"],
    &["dialect::column"],
    &["dialect::change"],
    &["apply", "change", "lint"],
    &["dialect::compare", "dialect::neutral", "dialect::translate"],
    &["diff", "report"],
    &[
        "dialect::entities",
        "dialect::reach",
        "dialect::rows",
        "dialect::shadow",
        "dialect::testing",
    ],
    &["codegen", "shadow"],
    &["desired"],
    &["cli", "inside", "page", "testing"],
];

/// What the crate exports at its root, by the room that has it.
const AT_THE_ROOT: [(&str, &str); 5] = [
    ("Backend", "backend"),
    ("Direction", "error"),
    ("Error", "error"),
    ("Left", "error"),
    ("Target", "target"),
];

/// The paths of the crate that a file names, outside of its tests.
#[derive(Default)]
struct Imports(BTreeSet<String>);

impl Imports {
    fn take(&mut self, name: String) {
        let room =
            AT_THE_ROOT.iter().find(|(exported, _)| *exported == name).map(|(_, room)| *room);
        self.0.insert(room.map_or(name, str::to_owned));
    }

    /// A facet is a room of its own.
    fn facet(&mut self, ident: &syn::Ident) {
        let name = ident.to_string();
        let is_module = name.starts_with(|c: char| c.is_lowercase()) && name != "of";
        self.0.insert(if is_module { format!("dialect::{name}") } else { "dialect".to_owned() });
    }

    fn facets(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => self.facet(&path.ident),
            syn::UseTree::Name(name) => self.facet(&name.ident),
            syn::UseTree::Rename(rename) => self.facet(&rename.ident),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.facets(tree)),
            syn::UseTree::Glob(_) => self.take("*".to_owned()),
        }
    }

    fn tree(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "dialect" => self.facets(&path.tree),
            syn::UseTree::Path(path) => self.take(path.ident.to_string()),
            syn::UseTree::Name(name) => self.take(name.ident.to_string()),
            syn::UseTree::Rename(rename) => self.take(rename.ident.to_string()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree)),
            syn::UseTree::Glob(_) => self.take("*".to_owned()),
        }
    }
}

impl<'a> Visit<'a> for Imports {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_of_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_use_path(&mut self, path: &'a syn::UsePath) {
        if path.ident == "crate" {
            self.tree(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(second) = segments.next()
        {
            match segments.next() {
                Some(third) if second.ident == "dialect" => self.facet(&third.ident),
                _ => self.take(second.ident.to_string()),
            }
        }
        syn::visit::visit_path(self, path);
    }
}

fn is_of_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_tests {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_tests {
            found.push(path);
        }
    }
}

/// The files of the crate by their paths within it, without those of tests.
fn parsed() -> BTreeMap<PathBuf, syn::File> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&source, &mut found);
    let parsed = found.into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&source).unwrap().to_owned(), syn::parse_file(&text).unwrap())
    });
    parsed.filter(|(_, file)| !is_of_tests(&file.attrs)).collect()
}

/// The room that a file is in.
fn room(file: &Path) -> String {
    let path = file.with_extension("");
    let parts: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
    match parts.as_slice() {
        ["dialect", .., "mod"] => "dialect".to_owned(),
        ["dialect", facet] | ["dialect", _, facet, ..] => format!("dialect::{facet}"),
        [first, ..] => (*first).to_owned(),
        [] => unreachable!("a file has a name"),
    }
}

/// What each room imports, with the files that do so.
fn imports() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut rooms: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for (relative, parsed) in parsed() {
        let room = room(&relative);
        if room == "lib" {
            continue;
        }
        let mut imports = Imports::default();
        imports.visit_file(&parsed);
        let of = rooms.entry(room).or_default();
        of.extend(imports.0.into_iter().map(|name| (name, relative.to_owned())));
    }
    rooms
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn a_room_imports_from_lower_floors_only() {
    let rooms = imports();
    let mut wrong = Vec::new();
    for (room, of) in &rooms {
        let Some(floor) = floor_of(room) else {
            wrong.push(format!("{room} stands on no floor"));
            continue;
        };
        for (other, file) in of.iter().filter(|(other, _)| *other != room) {
            match floor_of(other) {
                Some(below) if below < floor => {}
                Some(_) => {
                    wrong.push(format!("{} imports {other}, which is not below it", file.display()))
                }
                // A macro of the crate.
                None if ["entities", "unmanaged"].contains(&other.as_str()) => {}
                None => wrong
                    .push(format!("{} imports {other}, which stands on no floor", file.display())),
            }
        }
    }
    let empty = FLOORS.iter().copied().flatten().filter(|room| !rooms.contains_key(**room));
    wrong.extend(empty.map(|room| format!("there is no room {room}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The places at which a `match` on a backend leaves out what it does for one.
#[derive(Default)]
struct Rests(Vec<usize>);

impl<'a> Visit<'a> for Rests {
    fn visit_expr_match(&mut self, of: &'a syn::ExprMatch) {
        let is_rest =
            |pattern: &syn::Pat| matches!(pattern, syn::Pat::Wild(_) | syn::Pat::Ident(_));
        // A driver that was not compiled in is refused, whichever it is.
        let is_plain =
            |arm: &&syn::Arm| !arm.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if of.arms.iter().any(|arm| is_backend(&arm.pat)) {
            let rests = of.arms.iter().filter(is_plain).filter(|arm| is_rest(&arm.pat));
            self.0.extend(rests.map(|arm| arm.pat.span().start().line));
        }
        syn::visit::visit_expr_match(self, of);
    }
}

fn is_backend(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Path(path) => {
            path.path.segments.first().is_some_and(|first| first.ident == "Backend")
        }
        syn::Pat::Or(or) => or.cases.iter().any(is_backend),
        _ => false,
    }
}

#[test]
fn a_match_on_a_backend_names_all_of_them() {
    let mut wrong = Vec::new();
    for (path, file) in parsed() {
        let mut rests = Rests::default();
        rests.visit_file(&file);
        wrong.extend(rests.0.iter().map(|line| format!("{}:{line}", path.display())));
    }
    assert!(wrong.is_empty(), "a rest stands for a backend:\n{}", wrong.join("\n"));
}

/// The places that decide by which backend it is: a `match`, a comparison, a list, or a pattern in
/// a macro.
#[derive(Default)]
struct Decisions(BTreeSet<usize>);

impl<'a> Visit<'a> for Decisions {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_of_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_match(&mut self, of: &'a syn::ExprMatch) {
        if of.arms.iter().any(|arm| names_backend(&arm.pat)) {
            self.0.insert(of.match_token.span().start().line);
        }
        syn::visit::visit_expr_match(self, of);
    }

    fn visit_expr_let(&mut self, of: &'a syn::ExprLet) {
        if names_backend(&of.pat) {
            self.0.insert(of.let_token.span().start().line);
        }
        syn::visit::visit_expr_let(self, of);
    }

    fn visit_expr_binary(&mut self, of: &'a syn::ExprBinary) {
        let compares = matches!(of.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_));
        if compares && [&of.left, &of.right].into_iter().any(|side| is_variant(side)) {
            self.0.insert(of.op.span().start().line);
        }
        syn::visit::visit_expr_binary(self, of);
    }

    fn visit_expr_array(&mut self, of: &'a syn::ExprArray) {
        if of.elems.iter().any(is_variant) {
            self.0.insert(of.bracket_token.span.open().start().line);
        }
        syn::visit::visit_expr_array(self, of);
    }

    fn visit_macro(&mut self, of: &'a syn::Macro) {
        if of.path.is_ident("matches") && of.tokens.to_string().contains("Backend :: ") {
            self.0.insert(of.path.span().start().line);
        }
    }
}

fn is_variant(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Path(path) => {
            path.path.segments.iter().rev().nth(1).is_some_and(|of| of.ident == "Backend")
        }
        _ => false,
    }
}

/// Whether a pattern has a backend anywhere in it.
fn names_backend(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Path(_) => is_backend(pattern),
        syn::Pat::Or(or) => or.cases.iter().any(names_backend),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().any(names_backend),
        syn::Pat::TupleStruct(tuple) => tuple.elems.iter().any(names_backend),
        _ => false,
    }
}

#[test]
fn a_backend_is_decided_on_in_its_dialect() {
    let mut wrong = Vec::new();
    for (path, file) in parsed() {
        let room = room(&path);
        // A rule of the linter says on which backends it looks.
        let is_rule = path.starts_with("lint/rules") || path.ends_with("lint/rule.rs");
        if room == "backend" || room.starts_with("dialect") || is_rule {
            continue;
        }
        let mut decisions = Decisions::default();
        decisions.visit_file(&file);
        wrong.extend(decisions.0.iter().map(|line| format!("{}:{line}", path.display())));
    }
    assert!(wrong.is_empty(), "what is done depends on the backend:\n{}", wrong.join("\n"));
}
