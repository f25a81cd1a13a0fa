//! Images that are shown to the model with an edit. They are kept in memory until the edit is over, and nowhere else: a record
//! says only how many there were.

use super::EngineError;
use super::actor::Actor;
use crate::document::Text;
use crate::model::Image;
use crate::workflow::design::OpenEdit;

/// What all providers take.
const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MOST_IMAGES: usize = 8;
/// Bytes of base64: of one image (3.75 MB, the least that a provider takes), and of all.
const MOST_BYTES: usize = 5_000_000;
const MOST_BYTES_IN_ALL: usize = 16_000_000;
/// About how many tokens an image takes.
pub(super) const IMAGE_TOKENS: u32 = 1_300;

/// The images of a command as a model is shown them.
///
/// # Errors
/// [`EngineError::Image`]
pub(super) fn checked(addresses: &[String]) -> Result<Vec<Image>, EngineError> {
    let fault = |what| Err(EngineError::Image { what });
    if addresses.len() > MOST_IMAGES {
        return fault("at most 8 images can be shown with an edit");
    }
    let mut left = MOST_BYTES_IN_ALL;
    let mut images = Vec::new();
    for address in addresses {
        let parts = address
            .strip_prefix("data:")
            .and_then(|rest| rest.split_once(";base64,"));
        let Some((mime, data)) = parts.filter(|(mime, _)| TYPES.contains(mime)) else {
            return fault("an image is image/png, image/jpeg, image/webp or image/gif");
        };
        let plain = data.trim_end_matches('=');
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        if plain.is_empty()
            || data.len() % 4 != 0
            || data.len() - plain.len() > 2
            || !plain.bytes().all(is_base64)
        {
            return fault("the data of an image is its bytes in base64");
        }
        if data.len() > MOST_BYTES || data.len() > left {
            return fault("an image may have 3.75 MB, all of an edit 12 MB");
        }
        left -= data.len();
        images.push(Image {
            mime: Text::from(mime),
            base64: Text::from(data),
        });
    }
    Ok(images)
}

impl Actor {
    /// These are shown with an edit.
    pub(super) fn keep_images(&mut self, edit: &str, images: Vec<Image>) {
        if !images.is_empty() {
            self.forget_images(edit);
            self.images.push((edit.to_owned(), images));
        }
    }

    pub(super) fn images_of(&self, edit: &str) -> &[Image] {
        images_of(&self.images, edit)
    }

    pub(super) fn forget_images(&mut self, edit: &str) {
        self.images.retain(|(known, _)| known != edit);
    }

    /// Whether an edit was asked for with images that went with its tab.
    pub(super) fn lacks_images(&self, open: &OpenEdit) -> bool {
        open.images as usize > self.images_of(&open.edit).len()
    }
}

/// Those of one edit.
pub(super) fn images_of<'a>(all: &'a [(String, Vec<Image>)], edit: &str) -> &'a [Image] {
    all.iter()
        .find(|(known, _)| known == edit)
        .map(|(_, images)| images.as_slice())
        .unwrap_or_default()
}
