//! Which column a box goes into: behind those that it references, and no column much taller than
//! the picture is to be.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{BETWEEN, GUTTER, Pair};
use super::measure::Size;

/// A picture is about this much wider than tall.
const ASPECT: f64 = 1.5;

/// The column of each box, counted from the left. Tables that reference each other in a circle are
/// taken in the order of their names.
pub(super) fn layers(members: &[usize], sizes: &[Size], pairs: &[Pair]) -> BTreeMap<usize, usize> {
    let height = |at: usize| sizes[at].height + BETWEEN as i64;
    let tallest = tallest(members, sizes, height);
    let mut layers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut full: BTreeMap<usize, i64> = BTreeMap::new();
    let mut left: BTreeSet<usize> = members.iter().copied().collect();
    while let Some(&first) = left.first() {
        let waits =
            |at: usize| pairs.iter().any(|(parent, child)| *child == at && left.contains(parent));
        let next = left.iter().copied().find(|at| !waits(*at)).unwrap_or(first);
        left.remove(&next);
        let parents = pairs
            .iter()
            .filter(|(_, child)| *child == next)
            .filter_map(|(parent, _)| layers.get(parent));
        let mut layer = parents.max().map_or(0, |behind| behind + 1);
        while full.get(&layer).is_some_and(|used| used + height(next) > tallest) {
            layer += 1;
        }
        *full.entry(layer).or_default() += height(next);
        layers.insert(next, layer);
    }
    // What references nothing goes close to what references it.
    for &at in members {
        let is_root = !pairs.iter().any(|(_, child)| *child == at);
        let children = pairs
            .iter()
            .filter(|(parent, _)| *parent == at)
            .filter_map(|(_, child)| layers.get(child));
        let (true, Some(&nearest)) = (is_root, children.min()) else { continue };
        let free =
            |layer: usize| full.get(&layer).copied().unwrap_or_default() + height(at) <= tallest;
        let now = layers[&at];
        if let Some(better) = (now + 1..nearest).rev().find(|layer| free(*layer)) {
            *full.entry(now).or_default() -= height(at);
            *full.entry(better).or_default() += height(at);
            layers.insert(at, better);
        }
    }
    layers
}

/// How tall a column may be.
fn tallest(members: &[usize], sizes: &[Size], height: impl Fn(usize) -> i64) -> i64 {
    let area: f64 =
        members.iter().map(|at| (sizes[*at].width as f64 + GUTTER) * height(*at) as f64).sum();
    // A small picture is best in the columns that its links make.
    ((area / ASPECT).sqrt() as i64).max(1_000)
}
