use super::*;
use crate::sample::{self, flag, region, rich, taxonomy};
use crate::{Ingredients, compose};
use domain::flag::FlagKind;
use domain::score::Level;

fn page(format: &str, ingredients: Ingredients) -> String {
    let rendered = render(format, &compose(ingredients), &taxonomy()).expect("rendered");
    String::from_utf8(rendered.bytes).expect("UTF-8")
}

/// Blanks and marks apart, so that wrapped and escaped text can be compared.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

#[test]
fn an_unknown_format_answers_with_the_known_ones() {
    let error = render("docx", &compose(sample::quiet()), &taxonomy()).expect_err("unknown").to_string();
    assert_eq!(error, "there is no digest format \"docx\"; known: html, markdown, json, text");
}

#[test]
fn all_formats_for_people_say_the_same() {
    for format in ["html", "markdown", "text"] {
        let page = letters(&page(format, rich()));
        for words in [
            "TLP:AMBER",
            "Exercise: invented reports",
            "3 regions deserve joint attention",
            "Under-reported by the media",
            "with Tambacounda (SEN), MRT",
            "Who can act together",
            "Union of the Southern States",
            "Southern Peace Network",
            "Harm to civilians, Displacement, Armed clash",
            "Denuncian desplazamiento",
            "4 copies",
            "نزوح مئات الأسر بعد هجوم على سوق القرية",
            "a field source",
            "1 further report is restricted",
            "7 of 9 expected sources report",
            "To be watched",
            "Signs of peace",
            "Peace signals 71 of 100",
            "Not well covered: silence is not calm",
            "Sources that did not report",
            "repeats old content",
            "412 items came: 96 stored",
            "as reported and unverified",
            "almenara-1",
        ] {
            assert!(page.contains(&letters(words)), "{format} does not say {words:?}");
        }
    }
}

#[test]
fn json_is_the_digest_itself() {
    let digest = compose(rich());
    let read: Digest = serde_json::from_str(&page("json", rich())).expect("a digest");
    assert_eq!(read, digest);
}

fn hostile() -> Ingredients {
    let mut day = rich();
    let read = day.documents.values_mut().find(|read| read.document.id.as_str() == "d3").expect("a document");
    read.document.title = "<script>alert(1)</script> [x](javascript:y) \u{202e}| `a`".into();
    read.document.url = Some("javascript:alert(1)".into());
    day.banner = "<b onload=x>".into();
    day.place_names.insert(region("COL/Chocó"), "\"><img src=x>".into());
    day
}

#[test]
fn hostile_titles_and_addresses_are_shown_and_never_run() {
    let html = page("html", hostile());
    for never in ["<script", "<img", "<b onload", "href=\"javascript", "\u{202e}"] {
        assert!(!html.contains(never), "{never}");
    }
    assert!(html.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    let markdown = page("markdown", hostile());
    assert!(!markdown.contains("<script") && !markdown.contains("](<javascript") && !markdown.contains("<img"));
    assert!(markdown.contains(r"\[x\](javascript:y) \| \`a\`"), "{markdown}");
}

#[test]
fn arabic_carries_its_language_and_direction() {
    let html = page("html", rich());
    assert!(html.contains("<p class=\"title\" lang=\"ar\" dir=\"rtl\"><a href=\"https://daily-sahel.example/d4\""));
    assert!(page("text", rich()).contains("\u{2068}نزوح مئات الأسر"));
}

#[test]
fn the_page_loads_nothing_and_skips_no_heading() {
    let html = page("html", rich());
    for never in ["<script", "<img", "<link", "@import", "url(", "<iframe"] {
        assert!(!html.contains(never), "{never}");
    }
    let levels: Vec<u32> =
        html.match_indices("<h").filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.first(), Some(&1));
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert!(html.matches("<th ").count() == html.matches("<th scope=").count());
}

#[test]
fn a_quiet_day_is_a_whole_page_that_says_what_was_not_seen() {
    for format in ["html", "markdown", "text"] {
        let page = letters(&page(format, sample::quiet()));
        assert!(page.contains(&letters("No region reaches the level of joint attention or of watching.")), "{format}");
        assert!(page.contains(&letters("Not well covered")) && !page.contains(&letters("For joint attention")));
    }
}

#[test]
fn a_terrible_day_still_fits_into_a_mail_and_says_what_is_left_out() {
    let mut day = rich();
    day.flags = (0..180)
        .map(|n| flag(&format!("COL/Unit {n}"), FlagKind::Joint, Level::High, 70.0, &["d1", "d2", "d3", "d4"]))
        .chain((0..200).map(|n| flag(&format!("VEN/Unit {n}"), FlagKind::Watch, Level::Watch, 40.0, &["d3"])))
        .collect();
    let html = page("html", day.clone());
    assert!(html.len() <= html::BYTES_MAX, "{}", html.len());
    assert!(html.contains("Shortened for mail.") && html.contains("more flagged regions in full"));
    assert!(page("text", day).contains("VEN/Unit 199"));
}

#[test]
fn lines_of_the_text_twin_are_short_enough_to_be_quoted() {
    let text = page("text", rich());
    let long = text.lines().find(|line| line.chars().count() > 78 && !line.trim().starts_with("http"));
    assert_eq!(long, None);
}
