//! `explain`: why a region stands where it stands.

use super::{EXIT_OK, Invocation};
use crate::house::House;
use crate::terminal;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::SourceClass;
use domain::flag::Flag;
use domain::score::RegionScore;

/// Explain a region's score: its parts, the baseline, the documents, what is missing, what would change the level
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara explain 'COL/Chocó' --as-of 2026-09-30")]
pub struct Args {
    /// A code (COL), a code and unit (COL/Chocó), or a name (choco)
    #[arg(required = true, value_name = "REGION")]
    region: Vec<String>,
    /// The day [default: the last scored day]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    let region = house.find_region(&args.region.join(" "))?;
    let last = house.store.last_scored_day()?.context("nothing has been scored yet; `almenara run --once` does it")?;
    let day = args.as_of.unwrap_or(last);
    super::ensure_scored(&house, day)?;
    let Some(score) = house.store.score(&region, day)? else {
        if invocation.json {
            terminal::json(&serde_json::json!({"region": region, "score": null, "flag": null}))?;
        } else {
            println!("{}: nothing was reported up to {day}.", house.place_name(&region));
            println!("That is no calm: see `almenara sources list` for what covers it.");
        }
        return Ok(EXIT_OK);
    };
    let flags = house.store.flags(score.as_of)?;
    let carrier = flags
        .iter()
        .find(|flag| flag.region != region && region.contains(&flag.region))
        .map(|flag| flag.region.clone());
    let flag = flags.into_iter().find(|flag| flag.region == region);
    let explanation = score::explain(&score, flag.as_ref(), &house.settings.score, &house.settings.flags);
    if invocation.json {
        terminal::json(&serde_json::json!({
            "score": score, "flag": flag,
            "what_would_change": explanation.what_would_change, "missing": explanation.missing,
        }))?;
        return Ok(EXIT_OK);
    }
    show(&house, &score, flag.as_ref(), &explanation)?;
    if let Some(unit) = carrier.filter(|_| flag.is_none()) {
        println!("\nThe flag is carried by {}: almenara explain '{unit}'", house.place_name(&unit));
    }
    Ok(EXIT_OK)
}

/// Clusters a week that fill a bar, unless there are more.
const COUNT_TOP: f64 = 4.0;

/// Prints the whole explanation.
pub fn show(house: &House, score: &RegionScore, flag: Option<&Flag>, explanation: &score::Explanation) -> Result<()> {
    println!(
        "{} on {}: attention {:.0} of 100, level {}, {}",
        house.place_name(&score.region),
        score.as_of,
        score.attention_net,
        score.level.as_str(),
        match score.convergence.as_str() {
            "none" => "field and media quiet",
            other => other,
        }
    );
    if let Some(flag) = flag {
        println!("\nFlag: {}, raised on {}", flag.kind.as_str(), flag.raised_on);
        flag.reasons.iter().for_each(|reason| println!("  - {reason}"));
        let partners = flag.rigos.iter().chain(&flag.networks);
        partners
            .for_each(|partner| println!("  who can act: {} {}", partner.name, terminal::in_brackets(&partner.organ)));
    }
    println!("\nParts");
    let mut parts = terminal::table(&["part", "points", "why"], &[0, 1]);
    for part in &score.contributions {
        parts.add_row(vec![part.part.clone(), format!("{:+.1}", part.points), part.why.clone()]);
    }
    terminal::show(&parts);
    println!("\nCategories (clusters a week, the last one is the window)");
    let mut categories = terminal::table(&["category", "weeks", "now", "usual", "p", "field", "media"], &[0]);
    for category in &score.categories {
        let weekly: Vec<f64> = category.weekly.iter().map(|count| f64::from(*count)).collect();
        categories.add_row(vec![
            category.category.to_string(),
            score::sparkline(&weekly, COUNT_TOP),
            category.count.to_string(),
            format!("{:.1}", category.expected),
            format!("{:.4}", category.p_value),
            category.field_count.to_string(),
            category.media_count.to_string(),
        ]);
    }
    terminal::show(&categories);
    evidence(house, score)?;
    list("What would change the level", &explanation.what_would_change);
    list("What is missing", &explanation.missing);
    Ok(())
}

/// Documents shown of a region.
const EVIDENCE_SHOWN: usize = 8;

fn evidence(house: &House, score: &RegionScore) -> Result<()> {
    println!("\nEvidence: {} documents, TLP:{}", score.evidence_count, score.label);
    for id in score.evidence.iter().take(EVIDENCE_SHOWN) {
        if let Some(found) = house.store.document(id)? {
            let document = &found.document;
            // The text of a field report may name people: it is never shown for want of a title.
            let title = match document.title.as_str() {
                "" if document.class == SourceClass::Field => "(no title)",
                "" => &document.text,
                title => title,
            };
            let event = found.annotation.event_day.filter(|day| *day != document.published.date_naive());
            let casualties = &found.annotation.casualties;
            println!(
                "  {} {} [{}] {}{}{}",
                document.published.format("%Y-%m-%d"),
                document.class.as_str(),
                found.annotation.lang.code,
                terminal::shorten(title, 90),
                event.map(|day| format!(" (of {day})")).unwrap_or_default(),
                if casualties.is_empty() { String::new() } else { format!("; {casualties}") },
            );
        }
    }
    Ok(())
}

fn list(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("\n{title}");
        lines.iter().for_each(|line| println!("  - {line}"));
    }
}
