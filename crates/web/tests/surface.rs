//! The whole surface, asked like a browser or a program would.

mod fake;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::Label;
use fake::{Fake, rich, surface};
use serde_json::Value;
use tower::ServiceExt;

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn ask(fake: Fake, request: Request<Body>) -> Got {
    let response = web::router(surface(fake)).oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.expect("a body");
    Got { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

async fn get(path: &str) -> Got {
    ask(rich(), Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn json(path: &str) -> Value {
    serde_json::from_str(&get(path).await.body).expect("JSON")
}

const PAGES: [&str; 6] =
    ["/", "/search?q=familias", "/regions/COL/Choc%C3%B3", "/documents/field1", "/search?q=(", "/nowhere"];

#[tokio::test]
async fn every_answer_is_locked_down_and_small() {
    for path in PAGES {
        let got = get(path).await;
        let policy = got.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}");
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        assert_eq!(got.headers["referrer-policy"], "no-referrer");
        assert_eq!(got.headers["cache-control"], "no-store");
        assert!(got.body.len() < 100_000 && got.body.contains("</html>"), "{path}");
        assert!(!got.body.contains("<script") && !got.body.contains(" style="), "{path}");
    }
    let style = get("/assets/style.css").await;
    assert_eq!(style.headers["cache-control"], "max-age=3600");
    assert!(style.body.contains("prefers-color-scheme:dark"));
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_ask() {
    let request =
        Request::get("/assets/style.css").header("accept-encoding", "gzip").body(Body::empty()).expect("a request");
    assert_eq!(ask(rich(), request).await.headers["content-encoding"], "gzip");
}

#[tokio::test]
async fn the_front_page_shows_flags_the_day_the_banner_and_what_is_not_seen() {
    let page = get("/").await.body;
    for words in [
        "Flags of 29 March 2026",
        "Exercise: invented reports.",
        "For joint attention",
        "href=\"/regions/COL/Choc%C3%B3\"",
        "To be watched",
        "What else moves",
        "2 of 4 scored regions are not well covered",
        "Union",
    ] {
        assert!(page.contains(words) || words == "Union" && page.contains("UNION-A"), "{words}");
    }
}

#[tokio::test]
async fn before_the_first_day_nothing_is_called_calm() {
    let request = Request::get("/").body(Body::empty()).expect("a request");
    let got = ask(Fake::default(), request).await;
    assert!(got.status.is_success() && got.body.contains("No day has been scored yet"));
}

#[tokio::test]
async fn answers_show_the_words_that_matched_and_never_a_field_source() {
    let page = get("/search?q=armados").await.body;
    assert!(page.contains("1 to 2 of 2.") && page.contains("<mark>Hombres a</mark>"), "{page}");
    assert!(page.contains("a field source") && !page.contains("monitor-1"));
    assert!(page.contains("Informe semanal &#60;b&#62;norte&#60;/b&#62;"));
}

#[tokio::test]
async fn one_field_source_cannot_be_asked_for() {
    let of_monitor = json("/api/v1/search?q=source:monitor-1").await;
    assert_eq!(of_monitor["total"], 0);
    assert_eq!(json("/api/v1/search?q=source:radio-river").await["total"], 1);
    assert_eq!(json("/api/v1/search?q=-source:monitor-1").await["total"], 3);
}

#[tokio::test]
async fn a_question_that_is_not_understood_says_where() {
    let got = get("/search?q=tierra+AND+(agua").await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert!(
        got.body.contains("query, character 12") && got.body.contains("value=\"tierra AND (agua\""),
        "{}",
        got.body
    );
    let api = get("/api/v1/search?q=tierra+AND+(agua").await;
    assert_eq!(api.status, StatusCode::BAD_REQUEST);
    let fault: Value = serde_json::from_str(&api.body).expect("JSON");
    assert!(fault["error"].as_str().is_some_and(|what| what.contains("never closed")));
}

#[tokio::test]
async fn hostile_input_is_shown_and_never_run() {
    let got = get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%22&sort=date").await;
    assert!(!got.body.contains("<script") && got.body.contains("&#60;script&#62;"));
    let page = get("/documents/field1").await.body;
    assert!(
        page.contains("<mark title=\"civilian harm (reported)\">Armados &#60;</mark>script&#62;alert(1)"),
        "{page}"
    );
}

#[tokio::test]
async fn wrong_numbers_say_what_is_expected() {
    for (path, words) in [
        ("/api/v1/search?limit=0", "limit must be in 1..=1000"),
        ("/api/v1/search?offset=99999", "offset must be at most"),
        ("/api/v1/search?limit=x", "limit"),
        ("/api/v1/search?sort=size", "known: relevance, date"),
        ("/api/v1/flags?day=yesterday", "YYYY-MM-DD"),
        ("/api/v1/regions?min_attention=x", "min_attention"),
    ] {
        let got = get(path).await;
        assert!(got.status == StatusCode::BAD_REQUEST && got.body.contains(words), "{path}: {}", got.body);
    }
}

#[tokio::test]
async fn a_document_above_the_clearance_does_not_exist() {
    for path in ["/documents/red1", "/documents/none", "/api/v1/documents/red1", "/api/v1/documents/none"] {
        let got = get(path).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
        assert!(got.body.contains("there is no such document") && !got.body.contains("buscadas"), "{path}");
    }
    let search = get("/api/v1/search").await.body;
    assert!(!search.contains("red1") && !search.contains("buscadas"));
}

#[tokio::test]
async fn a_flag_raised_with_restricted_help_keeps_its_level_and_loses_the_identifiers() {
    let body = json("/api/v1/flags").await;
    let flag = &body["flags"][0];
    assert_eq!((flag["region"].as_str(), flag["level"].as_str()), (Some("COL/Chocó"), Some("critical")));
    assert_eq!((flag["label"].as_str(), flag["evidence"].as_array().map(Vec::len)), (Some("AMBER"), Some(0)));
    assert_eq!(body["flags"][1]["evidence"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_region_page_explains_its_number() {
    let page = get("/regions/COL/Choc%C3%B3").await.body;
    for words in [
        "Chocó, Colombia",
        "<strong>89</strong> of 100 on 29 March 2026",
        "<polyline points=\"0,",
        "9 stories where 1.4 were expected",
        "-2.0",
        "stories a week, oldest first: 1, 0, 2, 1, 2, 1, 9",
        "Who can act together",
        "Southern Peace Network",
        "3 of 5 expected sources report.",
        "a field source: does not report",
        "The radio-river: frozen",
        "lang=\"ar\" dir=\"rtl\"",
        "1 further report is restricted",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("monitor-1") && !page.contains("red1"));
}

#[tokio::test]
async fn a_region_as_json_says_the_same() {
    let body = json("/api/v1/regions/COL/Choc%C3%B3").await;
    assert_eq!(body["score"]["attention_net"], 88.6);
    assert_eq!(body["score"]["label"], "AMBER");
    assert_eq!(body["restricted"], 1);
    assert_eq!(body["evidence"][1]["source"], "field");
    assert_eq!(body["evidence"][1]["url"], Value::Null);
    assert_eq!(body["trend"].as_array().map(Vec::len), Some(28));
    assert!(!body.to_string().contains("monitor-1"));
}

#[tokio::test]
async fn field_sources_are_named_on_a_region_where_enough_voices_agree() {
    let mut fake = rich();
    fake.scores[0].field_voices = 3;
    let request = Request::get("/api/v1/regions/COL/Choc%C3%B3").body(Body::empty()).expect("a request");
    let body: Value = serde_json::from_str(&ask(fake, request).await.body).expect("JSON");
    assert_eq!(body["evidence"][1]["source"], "monitor-1");
}

#[tokio::test]
async fn a_region_is_found_by_its_name_and_an_invented_one_is_not() {
    assert!(get("/regions/North%20Darfur").await.body.contains("North Darfur, Sudan"));
    assert_eq!(get("/regions/QQQ").await.status, StatusCode::NOT_FOUND);
    assert!(get("/search?q=Enga").await.body.contains("This is the name of a region"));
}

#[tokio::test]
async fn regions_are_listed_from_an_attention_on() {
    let body = json("/api/v1/regions?min_attention=50").await;
    assert_eq!(body["day"], "2026-03-29");
    assert_eq!(body["regions"].as_array().map(Vec::len), Some(2));
    assert_eq!(json("/api/v1/regions?day=2020-01-01").await["regions"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_snippet_counts_in_characters() {
    let body = json("/api/v1/search?q=%D9%85%D8%B3%D9%84%D8%AD%D9%88%D9%86").await;
    assert_eq!(body["hits"][0]["snippet"]["marks"][0], serde_json::json!([0, 9]));
}

#[tokio::test]
async fn what_the_store_says_stays_in_the_log() {
    for path in ["/", "/api/v1/flags", "/health"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let got = ask(Fake { broken: true, ..rich() }, request).await;
        assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!got.body.contains("/var/lib"), "{path}");
    }
}

#[tokio::test]
async fn health_is_json_for_monitors_and_a_page_for_people() {
    assert_eq!(json("/health").await["status"], "ok");
    let request = Request::get("/health").header("accept", "text/html").body(Body::empty()).expect("a request");
    assert!(ask(rich(), request).await.body.contains("State of the program"));
}

#[tokio::test]
async fn unknown_addresses_are_answered_in_the_asker_s_form() {
    let page = get("/nowhere").await;
    assert!(page.status == StatusCode::NOT_FOUND && page.body.contains("there is no page at this address"));
    let api = get("/api/v1/nowhere").await;
    assert!(api.status == StatusCode::NOT_FOUND && api.body.starts_with("{\"error\":"));
}

#[tokio::test]
async fn a_public_surface_shows_public_documents_alone() {
    let surface = web::Surface { clearance: Label::Clear, ..surface(rich()) };
    let request = Request::get("/api/v1/search").body(Body::empty()).expect("a request");
    let response = web::router(surface).oneshot(request).await.expect("an answer");
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(body["total"], 2);
}
