//! From what is known about an edit to a call in the words of its provider.

use std::cell::OnceCell;

use super::images::IMAGE_TOKENS;
use super::{EngineConfig, ModelCall, ProviderConfig};
use crate::context::{
    EditBrief, Interaction, Placeholder, PromptReport, SecretKind, ShownNodes, Targets, Understanding,
    build_prompt, build_prompt_in, mask_beside,
};
use crate::document::{Document, SubtreeHasher, write_string};
use crate::model::{AnswerForm, Image, ModelError, ModelErrorCode, ModelRequest, Provider};
use crate::version::{Editor, Patch};

/// How often a model is asked to mend an answer.
pub(super) const MAX_REPAIRS: u8 = 2;
/// A document of at most so many bytes is asked for as a whole when its ops could not be mended.
const WHOLE_DOCUMENT: usize = 24 << 10;

/// The document with what came of an answer that broke off.
pub(super) fn after(document: &Document, done: &Patch, config: &EngineConfig) -> Document {
    let mut editor = Editor::new(document, &config.limits);
    match done.ops.iter().try_for_each(|op| editor.apply(op)) {
        Ok(()) => editor.document(),
        Err(_) => document.clone(),
    }
}

/// Models see masked words only: what was typed stays behind.
pub(super) fn without_secrets(understanding: &Understanding) -> Understanding {
    let mut told = understanding.clone();
    for placeholder in &mut told.guard.placeholders {
        placeholder.text.clear();
    }
    told
}

/// The same of earlier edits. No placeholder is given out that stands in the document.
pub(super) fn masked(
    mut recent: Vec<Interaction>,
    document: &Document,
    placeholders: &mut Vec<Placeholder>,
) -> Vec<Interaction> {
    let shown = OnceCell::new();
    let taken = |token: &str| shown.get_or_init(|| document.to_json()).contains(token);
    for interaction in &mut recent {
        interaction.prompt = mask_beside(&interaction.prompt, &taken, placeholders);
    }
    recent
}

/// What a repair has to call as the call before it did, because its faults do: whatever does not stand in the document as if it were a
/// placeholder.
pub(super) fn named_before(hidden: &[Placeholder], brief: &EditBrief) -> Vec<Placeholder> {
    if brief.faults.is_empty() || hidden.is_empty() {
        return Vec::new();
    }
    let document = brief.document.to_json();
    let is_free = |known: &&Placeholder| !document.contains(&known.token);
    hidden.iter().filter(is_free).cloned().collect()
}

/// What is sent, and what is known about it.
pub(super) struct Prepared {
    pub(super) call: ModelCall,
    pub(super) provider: Option<Provider>,
    pub(super) report: PromptReport,
    /// The nodes that are in the request; `None`: all
    pub(super) shown: Option<ShownNodes>,
}

/// What requests have in common that have the same answer: who is asked, the words, what they mean here, the document. What went before
/// counts only where the words lean on it. One user is not told what another one was answered. `None`: answers of this provider are not kept.
pub(super) fn cache_key(
    chosen: &ProviderConfig,
    brief: &EditBrief,
    images: &[Image],
    leans: bool,
    user: Option<&str>,
) -> Option<u128> {
    let words = &brief.understanding;
    let ProviderConfig::Http(provider) = chosen else {
        return None;
    };
    if words.answer.is_some() || !words.guard.placeholders.is_empty() {
        return None;
    }
    let mut key = SubtreeHasher::new(u64::from(brief.create) + 2 * u64::from(user.is_some()));
    for text in [
        user.unwrap_or_default(),
        provider.name(),
        &provider.base_url,
        &provider.model,
        &provider.extra,
    ] {
        key.text(text);
    }
    for (name, value) in &provider.headers {
        key.text(name);
        key.text(value);
    }
    key.text(&plain_words(&words.guard.masked));
    if let Targets::Resolved { candidates } = &words.targets {
        candidates.iter().for_each(|candidate| key.text(&candidate.id));
    }
    key.text("");
    brief.selection.iter().for_each(|id| key.text(id));
    key.value(brief.document.root());
    images.iter().for_each(|image| key.text(&image.base64));
    if leans {
        brief.older.iter().for_each(|line| key.text(line));
        for said in &brief.recent {
            key.text(&said.prompt);
            key.text(&said.summary);
        }
    }
    Some(key.finish())
}

/// Whether something that was masked may be somebody's own. Ids are only made shorter.
pub(super) fn is_personal(masked: &Placeholder) -> bool {
    masked.kind != SecretKind::NodeId
}

/// What a provider may tell calls for one session by. It is not the id: that stays here.
fn session_key(session: &str) -> String {
    let mut key = SubtreeHasher::new(0);
    key.text(session);
    format!("{:016x}", key.finish() as u64)
}

/// Words without the blanks that mean nothing. In quotes they do.
fn plain_words(words: &str) -> String {
    let quotes = |sign: char| matches!(sign, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '«' | '»');
    if words.contains(quotes) {
        return words.trim().to_owned();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which call of an edit it is.
pub(super) struct CallOf<'a> {
    pub(super) session: &'a str,
    /// Which provider is asked
    pub(super) place: usize,
    /// Answers before that could not be made
    pub(super) repairs: u8,
    /// The provider found the same prompt too long
    pub(super) tight: bool,
}

/// Puts a brief into the words of the provider. Whatever is personal in them is masked, also what the document says.
pub(super) fn prepare(
    config: &EngineConfig,
    call_of: &CallOf<'_>,
    adapted: Option<Provider>,
    brief: EditBrief,
    images: &[Image],
    placeholders: &mut Vec<Placeholder>,
) -> Result<Prepared, ModelError> {
    let CallOf {
        session,
        place,
        repairs,
        tight,
    } = *call_of;
    let chosen = config.provider_at(place).unwrap_or(&ProviderConfig::Offline);
    if *chosen == ProviderConfig::Offline && !images.is_empty() {
        return Err(ModelError::new(ModelErrorCode::Blind));
    }
    let provider = match chosen {
        ProviderConfig::Http(provider) => adapted.or_else(|| Some(provider.clone())),
        _ => None,
    };
    // A model whose ops could not be mended may still be able to write the document, if that is small.
    let whole = repairs >= MAX_REPAIRS && brief.document.to_json().len() <= WHOLE_DOCUMENT;
    let structured = !whole && provider.as_ref().is_none_or(Provider::structured);
    let weight = provider
        .as_ref()
        .map_or(100, |provider| provider.dialect.token_weight());
    let mut budget = config.budget.weighed(weight);
    if tight {
        budget = budget.tight();
    }
    let prompt = match whole {
        true => build_prompt_in(AnswerForm::Document, &brief, &budget),
        false => build_prompt(&brief, &budget, structured),
    };
    // What a model was not shown it would overwrite, or leave as it is, and nobody would know.
    if *chosen != ProviderConfig::Offline && prompt.clipped_targets > 0 {
        return Err(ModelError::of_targets(prompt.clipped_targets, prompt.targets));
    }
    let prompt = prompt.masked(placeholders);
    let prompt = match (whole, chosen) {
        (true, _) | (_, ProviderConfig::Offline) => prompt,
        _ => prompt.with_short_ids(&brief.document, placeholders),
    };
    let mut report = prompt.report(weight);
    report.add_images(u32::try_from(images.len()).unwrap_or(u32::MAX), IMAGE_TOKENS);
    let call = match (&provider, chosen) {
        (Some(provider), _) => {
            let mut request = provider.request(&ModelRequest {
                system: &prompt.system,
                user: &prompt.user,
                images,
                schema: structured.then_some(&*prompt.schema),
                max_output_tokens: provider.max_output_tokens,
                cache_key: &session_key(session),
                ..ModelRequest::default()
            })?;
            request.place = place;
            ModelCall::Http(request)
        }
        (None, ProviderConfig::App { name, .. }) => {
            let mut request = String::from("{\"system\":");
            write_string(&mut request, &prompt.system);
            request.push_str(",\"prompt\":");
            write_string(&mut request, &prompt.user);
            request.push_str(",\"schema\":");
            request.push_str(if whole { "null" } else { &prompt.schema });
            request.push_str(",\"images\":[");
            for (at, Image { mime, base64 }) in images.iter().enumerate() {
                request.push_str(if at > 0 { ",{\"mime\":" } else { "{\"mime\":" });
                write_string(&mut request, mime);
                request.push_str(",\"data\":");
                write_string(&mut request, base64);
                request.push('}');
            }
            request.push_str(if brief.create {
                "],\"create\":true}"
            } else {
                "],\"create\":false}"
            });
            let name = name.clone();
            ModelCall::App { name, request }
        }
        _ => ModelCall::Embedded(Box::new(brief)),
    };
    Ok(Prepared {
        call,
        provider,
        report,
        shown: prompt.shown,
    })
}
