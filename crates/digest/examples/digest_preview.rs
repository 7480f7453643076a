//! Writes an invented, rich day in every format, to be looked at: `cargo run -p almenara-digest --example digest_preview DIR`.

#[path = "../src/sample.rs"]
#[allow(dead_code)]
mod sample;

use digest::{Channel, FileChannel, Ingredients, compose, formats, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args().nth(1).ok_or("name the directory to write to")?;
    let digest = compose(sample::rich());
    let all = formats()
        .into_iter()
        .map(|format| render(format, &digest, &sample::taxonomy()))
        .collect::<Result<Vec<_>, _>>()?;
    for place in (FileChannel { dir: dir.into() }).deliver(&all)? {
        println!("{place}");
    }
    Ok(())
}
