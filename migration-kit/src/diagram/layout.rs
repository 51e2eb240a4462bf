//! Where the boxes go, and on which lines the links run between them.

use std::collections::{BTreeMap, BTreeSet};

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use super::layers::layers;
use super::measure::Size;
use super::pack::{self, Part};
use crate::panics::catch;

/// A point of the picture, in pixels.
pub(super) type Point = (i64, i64);

/// Between two boxes of a column, and between the columns.
pub(super) const BETWEEN: f64 = 28.0;
pub(super) const GUTTER: f64 = 92.0;

/// A pair of boxes with a link: the referenced one first.
pub(super) type Pair = (usize, usize);

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub width: i64,
    pub height: i64,
    /// The left upper corner of each box.
    pub places: Vec<Point>,
    /// Where the link of a pair passes each column between its ends: the left and the right end of
    /// the part within it.
    pub lanes: BTreeMap<Pair, Vec<(Point, Point)>>,
    /// The left and the right side of the column that a box is in.
    pub columns: Vec<(i64, i64)>,
}

/// Lays out boxes of these sizes: what is linked together, and the parts beside and below each
/// other.
pub(super) fn layout(sizes: &[Size], pairs: &BTreeSet<Pair>) -> Layout {
    let parts: Vec<Part> = components(sizes.len(), pairs)
        .into_iter()
        .map(|members| match members.as_slice() {
            [alone] => Part::below(&[*alone], sizes),
            _ => linked(&members, sizes, pairs),
        })
        .collect();
    pack::pack(parts, sizes)
}

/// The boxes that hang together, each part sorted, in the order of their first boxes.
fn components(count: usize, pairs: &BTreeSet<Pair>) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..count).collect();
    for (one, other) in pairs {
        let (keep, go) = (of[*one].min(of[*other]), of[*one].max(of[*other]));
        of.iter_mut().filter(|part| **part == go).for_each(|part| *part = keep);
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, part) in of.into_iter().enumerate() {
        parts.entry(part).or_default().push(at);
    }
    parts.into_values().collect()
}

/// A part with links, from the left, where the referenced tables are, to the right. A library that
/// gives up leaves them below each other, with the lines drawn over them.
fn linked(members: &[usize], sizes: &[Size], pairs: &BTreeSet<Pair>) -> Part {
    let pairs: Vec<Pair> = pairs.iter().filter(|(of, _)| members.contains(of)).copied().collect();
    catch(|| by_library(members, sizes, &pairs))
        .ok()
        .flatten()
        .unwrap_or_else(|| Part::below(members, sizes))
}

fn by_library(members: &[usize], sizes: &[Size], pairs: &[Pair]) -> Option<Part> {
    let options = GraphOptions { directed: true, multigraph: false, compound: false };
    let mut graph: Graph<NodeLabel, EdgeLabel> = Graph::with_options(options);
    for &at in members {
        let Size { width, height } = sizes[at];
        let node = NodeLabel { width: width as f64, height: height as f64, ..NodeLabel::default() };
        graph.set_node(at.to_string(), Some(node));
    }
    // The columns are known, and every link is as long as they are apart: the library puts them
    // there, and orders each.
    let layers = layers(members, sizes, pairs);
    let forth = |(parent, child): &Pair| {
        if layers[parent] < layers[child] { (*parent, *child) } else { (*child, *parent) }
    };
    for pair in pairs {
        let (left, right) = forth(pair);
        let minlen = layers[&right].abs_diff(layers[&left]).max(1) as i32;
        let edge = EdgeLabel { minlen, ..EdgeLabel::default() };
        graph.set_edge(left.to_string(), right.to_string(), Some(edge), None);
    }
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: BETWEEN,
        edgesep: 14.0,
        ranksep: GUTTER,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));

    let mut part = Part::default();
    // The middle of each column, and its widest box.
    let mut columns: BTreeMap<i64, i64> = BTreeMap::new();
    for &at in members {
        let node = graph.node(&at.to_string())?;
        let middle = node.x?.round() as i64;
        let Size { width, height } = sizes[at];
        part.places.insert(at, (middle - width / 2, node.y?.round() as i64 - height / 2));
        let widest = columns.entry(middle).or_default();
        *widest = width.max(*widest);
        part.middles.insert(at, middle);
    }
    for pair in pairs {
        let (left, right) = forth(pair);
        let edge = graph.edge(&left.to_string(), &right.to_string(), None)?;
        let inner = edge.points.get(1..edge.points.len().saturating_sub(1))?;
        let passes = inner.iter().filter_map(|point| {
            let (x, y) = (point.x.round() as i64, point.y.round() as i64);
            let (middle, widest) = columns.iter().find(|(middle, _)| (**middle - x).abs() <= 1)?;
            Some(((middle - widest / 2, y), (middle + widest / 2, y)))
        });
        let mut passes: Vec<(Point, Point)> = passes.collect();
        if left != pair.0 {
            passes.reverse();
        }
        part.lanes.insert(*pair, passes);
    }
    part.columns = columns;
    part.fit(sizes);
    Some(part)
}
