//! The parts of a picture, side by side until the line is full, and then on the next one.

use std::collections::BTreeMap;

use super::layout::{Layout, Pair, Point};
use super::measure::Size;

/// Around the picture, and between its parts.
const MARGIN: i64 = 24;
const APART: i64 = 48;

/// How wide a picture is to its height, about.
const ASPECT: f64 = 1.7;

/// Boxes that hang together, placed for themselves.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub width: i64,
    pub height: i64,
    pub places: BTreeMap<usize, Point>,
    pub middles: BTreeMap<usize, i64>,
    pub columns: BTreeMap<i64, i64>,
    pub lanes: BTreeMap<Pair, Vec<(Point, Point)>>,
}

impl Part {
    /// Boxes below each other.
    pub(super) fn below(members: &[usize], sizes: &[Size]) -> Self {
        let mut part = Self::default();
        for &at in members {
            let Size { width, height } = sizes[at];
            part.places.insert(at, (0, part.height));
            part.height += height + MARGIN;
            part.width = part.width.max(width);
        }
        part.height -= MARGIN;
        part
    }

    /// Moves everything to the corner, and takes the width and height of it.
    pub(super) fn fit(&mut self, sizes: &[Size]) {
        let lanes = self.lanes.values().flatten().flat_map(|(from, to)| [*from, *to]);
        let corners = self
            .places
            .iter()
            .flat_map(|(at, (x, y))| [(*x, *y), (x + sizes[*at].width, y + sizes[*at].height)]);
        let points: Vec<Point> = lanes.chain(corners).collect();
        let least = |of: fn(&Point) -> i64| points.iter().map(of).min().unwrap_or_default();
        let (left, top) = (least(|point| point.0), least(|point| point.1));
        self.shift(-left, -top);
        let most = |of: fn(&Point) -> i64| points.iter().map(of).max().unwrap_or_default();
        (self.width, self.height) = (most(|point| point.0) - left, most(|point| point.1) - top);
    }

    fn shift(&mut self, x: i64, y: i64) {
        let lanes = self.lanes.values_mut().flatten().flat_map(|(from, to)| [from, to]);
        for point in lanes.chain(self.places.values_mut()) {
            *point = (point.0 + x, point.1 + y);
        }
        self.columns = self.columns.iter().map(|(middle, width)| (middle + x, *width)).collect();
        self.middles.values_mut().for_each(|middle| *middle += x);
    }
}

/// Puts the parts together, the largest first.
pub(super) fn pack(mut parts: Vec<Part>, sizes: &[Size]) -> Layout {
    // Stable: parts of one height stay in the order of their names.
    parts.sort_by_key(|part| (part.places.len() == 1, std::cmp::Reverse(part.height)));
    let area: i64 = parts.iter().map(|part| (part.width + APART) * (part.height + APART)).sum();
    let widest = parts.iter().map(|part| part.width).max().unwrap_or_default();
    let line = widest.max((area as f64 * ASPECT).sqrt() as i64);

    let (places, columns) = (vec![(0, 0); sizes.len()], vec![(0, 0); sizes.len()]);
    let mut layout = Layout { places, columns, ..Layout::default() };
    let (mut x, mut y, mut tallest) = (0, 0, 0);
    for mut part in parts {
        if x > 0 && x + part.width > line {
            (x, y, tallest) = (0, y + tallest + APART, 0);
        }
        part.shift(MARGIN + x, MARGIN + y);
        layout.width = layout.width.max(x + part.width);
        layout.height = layout.height.max(y + part.height);
        x += part.width + APART;
        tallest = tallest.max(part.height);
        for (at, place) in &part.places {
            layout.places[*at] = *place;
            let column =
                part.middles.get(at).and_then(|middle| Some((middle, part.columns.get(middle)?)));
            layout.columns[*at] = match column {
                Some((middle, width)) => (middle - width / 2, middle + width / 2),
                None => (place.0, place.0 + sizes[*at].width),
            };
        }
        layout.lanes.extend(part.lanes);
    }
    layout.width += 2 * MARGIN;
    layout.height += 2 * MARGIN;
    layout
}
