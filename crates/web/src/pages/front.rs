//! `/`: the flags of the last scored day, what else moves, and what is not seen.

use super::{Frame, answer, words};
use crate::Surface;
use crate::answer as read;
use crate::api::{DayQuestion, asked};
use crate::problem::Problem;
use crate::read::Reader;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::flag::Flag;
use domain::score::RegionScore;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    /// Empty before the first day has been scored.
    day: String,
    joint: Vec<FlagLine>,
    watched: Vec<FlagLine>,
    others: Vec<RegionLine>,
    scored: usize,
    uncovered: usize,
    uncovered_names: Vec<(String, String)>,
}

struct FlagLine {
    path: String,
    place: String,
    level_name: &'static str,
    level: &'static str,
    attention: String,
    kind: &'static str,
    convergence: &'static str,
    categories: String,
    reports: u32,
    partners: String,
}

struct RegionLine {
    path: String,
    place: String,
    attention: String,
    convergence: &'static str,
    covered: bool,
}

/// A front page is a glance: the rest is one search or one request away.
const OTHERS_MAX: usize = 12;
const FLAGS_MAX: usize = 100;
const UNCOVERED_NAMED: usize = 8;

/// `GET /?day=`
pub(crate) async fn page(State(reader): State<Reader>, query: Result<Query<DayQuestion>, QueryRejection>) -> Response {
    let page = match asked(query) {
        Ok(question) => reader.read(move |surface| front(surface, &question.day)).await,
        Err(problem) => Err(problem),
    };
    answer(&reader, page)
}

fn front(surface: &Surface, asked: &str) -> Result<Front, Problem> {
    let frame = Frame::new(surface, "");
    let Some(day) = read::day(surface, asked)? else {
        return Ok(Front {
            frame,
            day: String::new(),
            joint: Vec::new(),
            watched: Vec::new(),
            others: Vec::new(),
            scored: 0,
            uncovered: 0,
            uncovered_names: Vec::new(),
        });
    };
    let flags = read::flags(surface, day)?;
    let scores = read::scores(surface, day)?;
    let others = scores.iter().filter(|score| score.attention_net >= 1.0);
    // A country repeats what its flagged unit says.
    let others = others.filter(|score| !flags.iter().any(|flag| score.region.contains(&flag.region)));
    let uncovered: Vec<&RegionScore> = scores.iter().filter(|score| !score.covered).collect();
    let (joint, watched): (Vec<_>, Vec<_>) = flags.iter().take(FLAGS_MAX).partition(|flag| flag.kind.is_joint());
    let lines = |flags: Vec<&Flag>| flags.into_iter().map(|flag| flag_line(surface, flag)).collect();
    Ok(Front {
        frame,
        day: words::day(day),
        joint: lines(joint),
        watched: lines(watched),
        others: others.take(OTHERS_MAX).map(|score| region_line(surface, score)).collect(),
        scored: scores.len(),
        uncovered: uncovered.len(),
        uncovered_names: uncovered
            .iter()
            .take(UNCOVERED_NAMED)
            .map(|score| (words::region_path(&score.region), (surface.place_name)(&score.region)))
            .collect(),
    })
}

fn flag_line(surface: &Surface, flag: &Flag) -> FlagLine {
    let rigos = flag.rigos.iter().map(|partner| partner.id.as_str());
    let networks = flag.networks.iter().map(|partner| partner.name.as_str());
    FlagLine {
        path: words::region_path(&flag.region),
        place: (surface.place_name)(&flag.region),
        level_name: flag.level.as_str(),
        level: words::level(flag.level),
        attention: words::attention(flag.attention),
        kind: words::kind(flag.kind),
        convergence: words::convergence(flag.convergence),
        categories: flag.categories.iter().take(3).map(|id| surface.category_name(id)).collect::<Vec<_>>().join(", "),
        reports: flag.evidence_count,
        partners: rigos.chain(networks).collect::<Vec<_>>().join(", "),
    }
}

fn region_line(surface: &Surface, score: &RegionScore) -> RegionLine {
    RegionLine {
        path: words::region_path(&score.region),
        place: (surface.place_name)(&score.region),
        attention: words::attention(score.attention_net),
        convergence: words::convergence(score.convergence),
        covered: score.covered,
    }
}
