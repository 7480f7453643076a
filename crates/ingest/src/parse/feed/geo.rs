//! Where it happened, as the publisher says: W3C geo, GeoRSS and GML. Degrees north, degrees east.

use crate::parse::namespace::Ns;
use crate::parse::xml::Element;

/// Elements that are looked at below one that names a place.
const BELOW_MAX: usize = 100;

/// The point that the elements of an item name; of a line, box or polygon its middle.
pub fn point(fields: &[Element<'_, '_>]) -> Option<(f64, f64)> {
    let mut lat = None;
    let mut lon = None;
    let is_place = |field: &&Element<'_, '_>| matches!(field.ns(), Ns::Geo | Ns::GeoRss | Ns::Gml);
    for element in fields.iter().filter(is_place).flat_map(|field| with_below(*field)) {
        match (element.ns(), element.local()) {
            (Ns::Geo, "lat") => lat = number(&element.text()),
            (Ns::Geo, "long" | "lon") => lon = number(&element.text()),
            (Ns::GeoRss, "point" | "box" | "line" | "polygon") => {
                if let Some(point) = middle(&element.text()) {
                    return Some(point);
                }
            }
            (Ns::Gml, "pos" | "poslist") if in_degrees(element) => {
                if let Some(point) = middle_of(&element.text(), dimensions(element)) {
                    return Some(point);
                }
            }
            _ => {}
        }
        if let (Some(lat), Some(lon)) = (lat, lon) {
            return on_earth(lat, lon);
        }
    }
    None
}

/// An element and those below it; below one that is never closed stands the rest of the document.
fn with_below<'t, 'a>(field: Element<'t, 'a>) -> impl Iterator<Item = Element<'t, 'a>> {
    std::iter::once(field).chain(field.descendants().take(if field.closed() { BELOW_MAX } else { 0 }))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// Whether the coordinates are latitude and longitude: GeoRSS takes that for granted unless another system is named.
fn in_degrees(element: Element<'_, '_>) -> bool {
    let name = element.with_ancestors().find_map(|here| here.attr("srsName"));
    name.is_none_or(|name| name.ends_with("4326") || name.to_ascii_lowercase().contains("wgs84"))
}

fn dimensions(element: Element<'_, '_>) -> usize {
    let said = |element: Element<'_, '_>| element.attr("srsDimension").and_then(|n| n.trim().parse().ok());
    said(element).or_else(|| element.parent().and_then(said)).unwrap_or(2).clamp(2, 3)
}

fn middle(text: &str) -> Option<(f64, f64)> {
    middle_of(text, 2)
}

/// The middle of the points in a list of numbers.
fn middle_of(text: &str, dimensions: usize) -> Option<(f64, f64)> {
    let numbers: Option<Vec<f64>> = text
        .split([' ', ',', '\n', '\t', '\r'])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().ok())
        .collect();
    let numbers = numbers?;
    let count = numbers.len() / dimensions;
    if count == 0 {
        return None;
    }
    let sum = |axis: usize| numbers.chunks_exact(dimensions).map(|point| point[axis]).sum::<f64>();
    on_earth(sum(0) / count as f64, sum(1) / count as f64)
}

/// A point, unless it lies off the globe or is the 0, 0 of a field left empty.
pub fn on_earth(lat: f64, lon: f64) -> Option<(f64, f64)> {
    let inside = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    (inside && (lat, lon) != (0.0, 0.0)).then_some((lat, lon))
}
