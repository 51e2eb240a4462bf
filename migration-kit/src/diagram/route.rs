//! The line of a link, and the crow's feet at its ends.

use std::fmt::Write as _;

use super::layout::{GUTTER, Layout, Point};
use super::measure::{HEAD, ROW, Size};
use super::picture::Link;

/// How far a line goes straight before it bends, so that the feet have room.
const STRAIGHT: i64 = 22;

/// What is drawn for a link, as the `d` of SVG paths (<https://www.w3.org/TR/SVG2/paths.html>).
#[derive(Debug)]
pub(super) struct Route {
    pub line: String,
    /// Crow's feet and bars.
    pub feet: String,
    /// The middles of the circles that stand for none.
    pub circles: Vec<Point>,
}

/// The line from the referenced column to the one that references.
pub(super) fn route(link: &Link, layout: &Layout, sizes: &[Size]) -> Route {
    let (parent, child) = (layout.columns[link.parent], layout.columns[link.child]);
    let row = |at: usize, row: usize| layout.places[at].1 + HEAD + row as i64 * ROW + ROW / 2;
    let (from_y, to_y) = (row(link.parent, link.parent_row), row(link.child, link.child_row));
    // Which way the line leaves the one box and the other: 1 to the right.
    let (from_way, to_way) = match (parent.0 + parent.1).cmp(&(child.0 + child.1)) {
        std::cmp::Ordering::Less => (1, -1),
        std::cmp::Ordering::Greater => (-1, 1),
        std::cmp::Ordering::Equal => (1, 1),
    };
    let side = |at: usize, way: i64| {
        let (x, _) = layout.places[at];
        if way > 0 { x + sizes[at].width } else { x }
    };
    let edge = |column: (i64, i64), way: i64| {
        if way > 0 { column.1 + STRAIGHT } else { column.0 - STRAIGHT }
    };
    let (from, to) = ((side(link.parent, from_way), from_y), (side(link.child, to_way), to_y));

    let mut pen = Pen::at(from);
    pen.straight(edge(parent, from_way));
    for (left, right) in layout.lanes.get(&(link.parent, link.child)).into_iter().flatten() {
        let (near, far) = if from_way > 0 { (*left, *right) } else { (*right, *left) };
        pen.bend((near.0 - from_way * STRAIGHT, near.1), from_way);
        pen.straight(far.0 + from_way * STRAIGHT);
    }
    let end = edge(child, to_way);
    match from_way == to_way {
        // Back into the same column.
        true => pen.back((end, to.1)),
        false => pen.bend((end, to.1), from_way),
    }
    pen.straight(to.0);

    let mut route = Route { line: pen.path, feet: String::new(), circles: Vec::new() };
    route.end(to, to_way, link.many, true);
    route.end(from, from_way, false, link.optional);
    route
}

impl Route {
    /// Crow's feet where there may be many, and a circle where there may be none.
    fn end(&mut self, (x, y): Point, way: i64, many: bool, none: bool) {
        let bar = |distance: i64| format!("M{} {}v10", x + way * distance, y - 5);
        if many {
            let tip = x + way * 10;
            // Writing to a String cannot fail.
            let _ = write!(self.feet, "M{x} {}L{tip} {y}L{x} {}", y - 6, y + 6);
        } else {
            self.feet.push_str(&bar(6));
        }
        match none {
            true => self.circles.push((x + way * 14, y)),
            false => self.feet.push_str(&bar(11)),
        }
    }
}

struct Pen {
    path: String,
    at: Point,
}

impl Pen {
    fn at(at: Point) -> Self {
        Self { path: format!("M{} {}", at.0, at.1), at }
    }

    fn straight(&mut self, x: i64) {
        if x != self.at.0 {
            let _ = write!(self.path, "H{x}");
            self.at.0 = x;
        }
    }

    /// A curve that leaves and arrives level.
    fn bend(&mut self, to: Point, way: i64) {
        if to.1 == self.at.1 {
            return self.straight(to.0);
        }
        let reach = way * ((to.0 - self.at.0).abs() / 2).max(STRAIGHT);
        let (from, y) = (self.at.0 + reach, self.at.1);
        let _ = write!(self.path, "C{from} {y} {} {} {} {}", to.0 - reach, to.1, to.0, to.1);
        self.at = to;
    }

    /// A curve that comes back to the side that it left.
    fn back(&mut self, to: Point) {
        let reach = GUTTER as i64 / 3;
        let (out, y) = (self.at.0.max(to.0) + reach, self.at.1);
        let _ = write!(self.path, "C{out} {y} {out} {} {} {}", to.1, to.0, to.1);
        self.at = to;
    }
}
