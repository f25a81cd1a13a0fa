//! English words and phrases. The first line that has a word wins.

use super::{Act, Attr, Det, Dim, Extent, Look, Pick, Place, Prep, Pron, Rel, Sense, State, Vague};

pub(super) const SENSES: &[(Sense, &str)] = &[
    (
        Sense::Fluff,
        "i find|i personally find|could|please|pls|plz|kindly|can you|could you|can u|could u|would you|will you|can we|could we|can i|could i|lets|let us|i want to|i want|\
         i would like to|i would like|id like to|id like|i d like|we need to|i need to|i need|we need|i think|hey|hi|hello|ok|okay|thanks|thank you|thx|\
         just|maybe|also|actually|now|so|really|simply|go ahead and|try to|try|completely|entirely|altogether|by default|for me|for us|\
         somehow|basically|ideally|perhaps|possible|if possible|would be nice|up to you|ever|then also|well|ciao|right now|u|you|we|i|do|\
         there|here|kind of|sort of|little button please|again|looks|look|looking|feel|feels|seem|seems|already|currently|like to|us|me|asap|a touch of|is it possible to|would it be possible to|is there a way to|any chance to|any chance of|how about|what about|what if we|what if|why not|why dont we|why dont you|i wish|id love to|id love|i would love|make sure|make sure to|make sure that|make it so that|make it so|make it such that|see to it that|ensure that|ensure|feel free to|we should|you should|i should|time to|id rather|i d rather|i would rather|do you mind|would you mind|mind|i want you to|we want|i d love|im thinking|can it be that|it would be nice|it would be good|it would be great|it would be nice to|it would be great to|it would be good to|go on and|go and|for once|anymore|any more|any longer|from the start|from now on|from the beginning on|honestly|frankly|quickly|quick",
    ),
    (
        Sense::Amount(Extent::Little),
        "a bit|a little|a little bit|a tad|slightly|a touch|somewhat|a hair|bit|tad|just a bit|just a little|little bit|a smidge|a notch",
    ),
    (
        Sense::Amount(Extent::Much),
        "much|a lot|lots|way|far|significantly|considerably|a good deal|very|super|extra|huge amount|a whole lot|really really|noticeably",
    ),
    (
        Sense::Amount(Extent::Percent(200)),
        "twice as|twice the|twice|double the|double|doubled|two times as|two times|2x|like twice the|like twice",
    ),
    (
        Sense::Amount(Extent::Percent(300)),
        "three times as|three times the|three times|triple the|triple|3x",
    ),
    (
        Sense::Amount(Extent::Percent(50)),
        "half as|half the|halve the|halve|only half the|only half as|half of the",
    ),
    (
        Sense::Act(Act::Remove),
        "remove|has got to go|have got to go|got to go|should come off|must come off|can come off|needs to come off|delete|drop|chuck|chuck out|toss|toss out|kick|kick out|throw away|get shot of|wipe|can go|must go|has to go|have to go|needs to go|need to go|gotta go|should disappear|must disappear|should vanish|is superfluous|is redundant|are redundant|not needed|isnt needed|is not needed|arent needed|are not needed|no longer needed|is unnecessary|are unnecessary|we can lose|we can do without|do without|out with|outta here|away with|scratch|away|get rid of|can we get rid of|could we get rid of|can i get rid of|could i get rid of|take out|take away|kill|erase|lose|cut|ditch|scrap|throw out|strip|eliminate|discard|clear out|take off|leave out|bin|nuke|axe|pull out|dump|removed|deleted|gone|remove all|omit|do away with|go away|no need for|dont need|do not need|we dont need|we do not need|i dont need|i do not need|dont want|do not want|we dont want|i dont want|rm|rid of|trash it|yank",
    ),
    (
        Sense::Act(Act::Hide),
        "hide|hidden|conceal|make invisible|invisible|dont show|do not show",
    ),
    (
        Sense::Act(Act::Add),
        "add|insert|create|there is also a|there is also an|theres also a|there is also one|there is another|theres another|we also have a|we now have a|we also offer|we now also have|there should be|there must be|there needs to be|there has to be|there could be|we need another|we are missing|were missing|we miss|i miss|im missing|i am missing|is missing|are missing|missing|tack on|squeeze in|can we get a|could we get a|can i get a|could i get a|can we have a|could we have a|can i have a|could i have a|could there be a|can there be a|could we get|can we get|could we have|can we have|fit in|fit a|squeeze a|also list|also offer|also include|list also|offer also|add in|attach|supply|equip|include|append|introduce|stick in|throw in|ad|put in|drop in|we could use|generate|place a|put a|put an|place an|give me|slap|want a|write|write down",
    ),
    (Sense::Act(Act::Show), "show|display|reveal|unhide"),
    (
        Sense::Act(Act::Duplicate),
        "duplicate|copy|clone|replicate|double up|repeat the|make a copy of|make another",
    ),
    (
        Sense::Act(Act::Swap),
        "swap|switch places|exchange|swap places|trade places|flip the order of|switch around|swap around|reverse|swap out the order of|swap the order of|swap the positions of|switch the order of|interchange|change places|trade|flip|the other way round|the other way around|other way round|other way around|the wrong way round|the wrong way around|wrong way round|in the wrong order",
    ),
    (
        Sense::Act(Act::Sort),
        "sort|order by|reorder|rearrange|arrange|sorted|alphabetize|alphabetise|rank",
    ),
    (
        Sense::Act(Act::Move),
        "move|put|place|shift|position|relocate|bring|drag|push|send|stick|nudge|pull|reposition|transfer|set it|goes|go|come|comes|belongs|sit|moved|pop it|shove|raise|lower",
    ),
    (
        Sense::Act(Act::Rename),
        "rename|retitle|relabel|reword|call it|call the|call this|name it|renamed|relabelled|title it|caption it",
    ),
    (
        Sense::Act(Act::Replace),
        "where it says|where it reads|wherever it says|the bit that says|the part that says|replace|substitute|swap out|exchange with|replaced",
    ),
    (
        Sense::Act(Act::Shorten),
        "shorten|condense|trim|tighten up the copy|make more concise|abbreviate|cut down|simplify|summarise|summarize|truncate",
    ),
    (Sense::Act(Act::Lengthen), "elaborate|expand on|lengthen"),
    (
        Sense::Act(Act::Tick),
        "tick|check|enable|activate|turn on|switch on|precheck|pretick|check off|tick off|pre check|pre tick|toggle on",
    ),
    (
        Sense::Act(Act::Untick),
        "untick|uncheck|disable|deactivate|turn off|switch off|toggle off|unselect|deselect",
    ),
    (
        Sense::Act(Act::Select),
        "start on|starts on|open on|opens on|land on|lands on|we are on|were on|select|choose|preselect|pick|pre select",
    ),
    (Sense::Act(Act::Mark), "mark|flag"),
    (Sense::Act(Act::Align), "align|justify"),
    (Sense::Act(Act::Wrap), "wrap|group|enclose|nest"),
    (
        Sense::Act(Act::Link),
        "link to|should dial|dials|point|hyperlink|should link to|should go to|must go to|has to go to|needs to go to|should point to|redirect|leads to|lead to|go to|links to|linking to",
    ),
    (Sense::Act(Act::Use), "use|apply"),
    (
        Sense::Act(Act::Repeat),
        "same for|same with|the same for|the same with|do the same|do the same for|do the same to|do the same with|do that for|do that to|same thing|same thing for|same thing with|same to|and same for|same goes for|likewise|ditto|ditto for|same change for|same on|same treatment for|repeat that for|same here|apply the same to|apply that to|apply it to|apply the same|apply this to|do it for|do it to",
    ),
    (
        Sense::Act(Act::Correct),
        "i meant|i mean|wrong one i|i was thinking of|i was referring to|i was talking about|meant|not that one|not that|not this one|wrong one|i actually meant|no i meant|rather the|sorry i meant|oops i meant",
    ),
    (
        Sense::Act(Act::Change),
        "change|resize|update|edit|alter|modify|convert|switch|adjust|fix|rewrite|changed|correct|set",
    ),
    (
        Sense::Act(Act::Make),
        "make|turn|give|have|get|let|keep|render|style|paint|color it|paint it|want|needs|need|could use|could do with|makes|made|making|go with|tint|dye|format",
    ),
    (
        Sense::Modal,
        "should|shoud|shuold|shud|must|should be|must be|shall|has to be|have to be|needs to be|need to be|be|is|are|to be|ought to be|ought to|has to|have to|needs to|need to|want it to be|could be|can be|becomes|become|supposed to be|supposed to|was|were|would be|should look|should have|must have|will be|has|gets|should get|turns|should become|wants|deserves|lacks|should cost|must cost|costs|cost|is now|are now|is going to be|shoud be|shud be|should now be|needs to say",
    ),
    (
        Sense::Say,
        "say|says|read|reads|should say|should read|be called|be named|be labelled|be labeled|be titled|say instead|to say|to read|is called|should be called|reading|text should be|be changed to|should state|state|be renamed to|be renamed|be reworded to",
    ),
    (
        Sense::Saying,
        "saying|that says|which says|that reads|labelled|labeled|called|named|titled|with the text|with text|with the label|with label|with the title|with title|with caption|with the caption|with content|which reads|entitled|with the name|with the words|captioned|stating",
    ),
    (
        Sense::Same,
        "same|same as|the same as|like|just like|matching|identical to|equal to|match|matches|to match|similar to|as in|the same color as|same color as|same size as|the same size as|consistent with",
    ),
    (Sense::Too, "too|as well|aswell"),
    (Sense::Instead, "instead|rather"),
    (Sense::And, "and|n|but|plus|as well as|and also|along with|und"),
    (
        Sense::Then,
        "then|and then|afterwards|after that|next up|finally|secondly|lastly",
    ),
    (
        Sense::Except,
        "except|except for|besides|but not|excluding|apart from|other than|aside from|with the exception of",
    ),
    (Sense::No, "no|nope|without any"),
    (
        Sense::Not,
        "not|dont|never|not so|isnt|arent|no longer|instead of|rather than|not as|shouldnt be|should not be",
    ),
    (
        Sense::Remark,
        "so people|so users|so customers|so visitors|so guests|so that people|so that users|when you|when i|when we|when people|when users|when the page|when it loads|nobody|because|since|cause|cuz|coz|as it|as they|everyone|everybody|so that it|so it|so they|no one|makes it|its too|its way too|it is too|thats|that is|otherwise|even though|somebody|someone|customers hate|customers want|customers love|why|how about we|cant read|hard to",
    ),
    // Looks
    (
        Sense::Look(Look::FullWidth),
        "full width|fullwidth|full-width|as wide as possible|span the full width|stretch|stretch across|edge to edge|the whole width|whole width|the full width|the entire width|entire width|fill the width|full bleed|stretched|span the whole width",
    ),
    (
        Sense::Look(Look::Bold),
        "bold|bolder|boldface|in bold|strong|heavy type|fat|emphasized|emphasised|semibold|thick type|bolded",
    ),
    (
        Sense::NoLook(Look::Bold),
        "not bold|not so bold|less bold|unbold|regular weight|normal weight|lighter weight|thinner font|not as bold|light weight|thin font|less heavy",
    ),
    (
        Sense::Look(Look::Italic),
        "italic|italics|italicize|italicise|cursive|slanted|in italics|italicized",
    ),
    (Sense::NoLook(Look::Italic), "not italic|no italics"),
    (Sense::Look(Look::Underline), "underline|underlined"),
    (
        Sense::NoLook(Look::Underline),
        "not underlined|no underline|without underline",
    ),
    (
        Sense::Look(Look::Strike),
        "crossed out|cross out|strikethrough|strike through|struck through|struck out|strike out|line through|crossed|striked|strike",
    ),
    (
        Sense::Look(Look::Dashed),
        "dashed|dashed border|dashed borders|dashed line|dashed outline|with a dashed border|a dashed border|a dashed line|dashes",
    ),
    (
        Sense::NoLook(Look::Dashed),
        "solid border|a solid border|solid line|solid outline",
    ),
    (
        Sense::Look(Look::Dotted),
        "dotted|dotted border|dotted borders|dotted line|dotted outline|with a dotted border|a dotted border|a dotted line",
    ),
    (
        Sense::Look(Look::Upper),
        "uppercase|all caps|upper case|in caps|capitals|capital letters|caps|upper-case",
    ),
    (
        Sense::Look(Look::Lower),
        "lowercase|lower case|all lowercase|lower-case|small letters",
    ),
    (
        Sense::Look(Look::Capital),
        "title case|capitalize|capitalise|capitalized",
    ),
    (
        Sense::Look(Look::Pill),
        "pill|pill shaped|pill-shaped|fully rounded|pills|pill shape|capsule",
    ),
    (
        Sense::Look(Look::Round),
        "round|circular|circle|a circle|circles|totally round",
    ),
    (
        Sense::Look(Look::Rounded),
        "rounded|rounded corners|round corners|with rounded corners|round the corners|soft corners|round off",
    ),
    (
        Sense::Look(Look::Square),
        "square|squared|sharp corners|square corners|no rounded corners|angular|rectangular|sharp edges|hard corners|pointy corners|not rounded|not round|unrounded|sharp|squared off",
    ),
    (
        Sense::Look(Look::Outline),
        "outlined|outline|ghost|outline style|hollow|bordered",
    ),
    (Sense::Look(Look::Filled), "filled|solid"),
    (Sense::Look(Look::Plain), "flat|plain|unstyled"),
    (
        Sense::Look(Look::Transparent),
        "transparent|see through|see-through",
    ),
    (
        Sense::Look(Look::Sticky),
        "sticky|stick to|sticks to|fixed|pinned|pin to|stay at|always visible|stay visible|pin|stuck to|fixed to|stick at|anchored|anchor|dock|docked|floating",
    ),
    (
        Sense::Look(Look::Horizontal),
        "horizontal|horizontally|side by side|in a row|next to each other|in one row|beside each other|inline|in one line",
    ),
    (
        Sense::Look(Look::Vertical),
        "vertical|vertically|stacked|stack|below each other|on top of each other|under each other|in a column|one below the other|one under the other",
    ),
    (Sense::Look(Look::Gradient), "gradient"),
    (Sense::Look(Look::Serif), "serif|a serif font|serif font"),
    (Sense::Look(Look::Mono), "monospace|monospaced|a monospace font"),
    // States
    (
        Sense::State(State::On, true),
        "on|ticked|checked|prechecked|enabled|turned on|switched on|pre checked|done|completed|complete|finished|as done|as complete|as completed|as finished",
    ),
    (
        Sense::State(State::On, false),
        "off|unticked|unchecked|turned off|switched off|not done|undone|incomplete|as not done|not checked|not ticked|not completed|open again|unfinished|uncompleted",
    ),
    (
        Sense::State(State::Required, true),
        "required|mandatory|a required field|a mandatory field|required field|mandatory field|filled in|must be filled in|has to be filled in|needs to be filled in|must be filled out|cannot be empty|cant be empty|must not be empty|may not be empty|cant be left empty|cannot be left empty|cant be left blank|non-optional|a must|compulsory|obligatory|as required|as mandatory|non optional",
    ),
    (
        Sense::State(State::Required, false),
        "optional|not required|not mandatory|as optional|no longer required",
    ),
    (
        Sense::State(State::Disabled, true),
        "disabled|grayed out|greyed out|gray out|grey out|inactive button|read only|readonly|unclickable|as disabled",
    ),
    (
        Sense::State(State::Disabled, false),
        "not disabled|clickable|usable",
    ),
    (
        Sense::State(State::Active, true),
        "active|current|the active|the current|as active|open by default|the active tab|the active one|as the active|as current|as the active tab|as the current|as the open tab|as the open one|as open",
    ),
    (Sense::State(State::Active, false), "not active|inactive"),
    (
        Sense::State(State::Selected, true),
        "selected|preselected|chosen|picked|the chosen option|the chosen one|the selected option|the selected one|the default option|the active option|the picked one|pre selected|as selected|as the default|as default|the default|default|pre-selected|default selected|as the default selection|by default selected",
    ),
    (
        Sense::State(State::Selected, false),
        "unselected|not selected|deselected",
    ),
    // Comparisons
    (
        Sense::More(Dim::Size, 1),
        "bigger|larger|enlarge|grow|increase the size of|increase size|scale up|blow up|upsize|bump up|huge|big|large|increase the size|gigantic|enormous|greater|massive|biger|not so tiny|not so small|not that small|not that tiny|not as small|too tiny|too small|more prominent|more noticeable|prominent",
    ),
    (
        Sense::More(Dim::Size, -1),
        "smaller|tinier|shrink|reduce the size of|reduce size|scale down|downsize|tiny|small|decrease the size of|littler|shrunk|reduce the size|less prominent",
    ),
    (Sense::More(Dim::Width, 1), "wider|broader|widen|wide"),
    (
        Sense::More(Dim::Width, -1),
        "narrower|slimmer|narrow|slim|less wide|skinnier|too much width|too wide",
    ),
    (
        Sense::More(Dim::Height, 1),
        "taller|higher|more height|tall|high|as high|as tall",
    ),
    (
        Sense::More(Dim::Height, -1),
        "less tall|flatter|less high|lower height|shallower|too much height|too tall|too high",
    ),
    (Sense::More(Dim::Weight, 1), "heavier"),
    (Sense::More(Dim::Weight, -1), "thinner text"),
    (
        Sense::More(Dim::Radius, 1),
        "rounder|more rounded|rounder corners|more round|softer corners|softer edges|rounder edges|more rounded corners|curvier|bigger radius|larger radius|larger corner radius|bigger corner radius",
    ),
    (
        Sense::More(Dim::Radius, -1),
        "less rounded|less round|squarer|sharper|sharper corners|less rounded corners|smaller radius|tighter corners",
    ),
    (
        Sense::More(Dim::Shadow, 1),
        "stronger shadow|stronger shadows|more shadow|bigger shadow|deeper shadow|heavier shadow|more elevation|more depth|elevated|raised",
    ),
    (
        Sense::More(Dim::Shadow, -1),
        "weaker shadow|less shadow|softer shadow|subtler shadow|lighter shadow|smaller shadow",
    ),
    (
        Sense::More(Dim::Gap, 1),
        "more space|more spacing|more gap|more room|spread out|space out|further apart|farther apart|more air|more breathing room|breathe|breathing room|bigger gap|larger gap|more distance|more whitespace|more white space|wider apart|bigger gaps|airier|spaced out|increase the spacing|increase spacing|increase the gap|space them out|more separation|spread|looser|roomier|some space|some breathing room|some air|some room|let it breathe",
    ),
    (
        Sense::More(Dim::Gap, -1),
        "less space|less spacing|less gap|closer together|tighter|tighten|closer|less room|smaller gap|less distance|denser|reduce the spacing|reduce the gap|reduce spacing|nearer|less whitespace|less white space|tighter spacing|condensed|smaller gaps|less air|packed",
    ),
    (
        Sense::More(Dim::Padding, 1),
        "more padding|bigger padding|larger padding|increase the padding|increase padding",
    ),
    (
        Sense::More(Dim::Padding, -1),
        "less padding|smaller padding|reduce the padding|reduce padding|decrease the padding",
    ),
    (
        Sense::More(Dim::Border, 1),
        "thicker border|thicker|thicker borders|thick|thicken",
    ),
    (
        Sense::More(Dim::Border, -1),
        "thinner border|thinner|finer|thin|hairline|thin line",
    ),
    (
        Sense::More(Dim::Length, -1),
        "shorter|more concise|briefer|snappier|punchier|less wordy|concise|one line|to one line|terser|crisper|short",
    ),
    (Sense::More(Dim::Length, 1), "longer|more detailed|wordier|long"),
    (Sense::More(Dim::Light, -1), "darker|darken|deeper"),
    (
        Sense::More(Dim::Light, 1),
        "too gloomy|too murky|too dim|lighter|brighten|paler|lighten|brighter",
    ),
    (
        Sense::More(Dim::Vivid, 1),
        "more vivid|more saturated|more colorful|colorful|vivid",
    ),
    (
        Sense::More(Dim::Vivid, -1),
        "less saturated|more muted|muted|softer|desaturated|subtler|more subtle|subtle|toned down|less colorful|less bright|less vivid|less intense|calmer",
    ),
    (
        Sense::More(Dim::Opacity, -1),
        "fade|faded|fainter|less visible|more transparent|faint|translucent|semi transparent|half transparent",
    ),
    (
        Sense::More(Dim::Opacity, 1),
        "less transparent|opaque|more visible",
    ),
    (
        Sense::Grow(1),
        "more|increase|increased|bump|boost|stronger|greater amount of|up the|deepen|strengthen|intensify|add more|raise the",
    ),
    (
        Sense::Grow(-1),
        "less|fewer|reduce|decrease|reduced|weaker|decrease the|lessen|soften|weaken",
    ),
    // Wishes without a measure
    (
        Sense::Vague(Vague::Dark),
        "dark mode|dark theme|dark design|dark colour scheme|dark color scheme|night mode|like night|feel like night|like at night",
    ),
    (
        Sense::Vague(Vague::Light),
        "light mode|light theme|light design|day mode",
    ),
    (
        Sense::Vague(Vague::Pop),
        "pop|highlight|highlighted|overlook|overlooks|overlooked|gets overlooked|easy to miss|easily missed|nobody sees|nobody notices|gets lost|drowns|hard to spot|not visible enough|unnoticed|emphasize|emphasise|accentuate|spotlight|stand out|pop more|more eye catching|eye catching|eye-catching|jump out|catch the eye|attention|more attractive|shine|punch|more punch|more striking|striking|more emphasis|draw attention|wow|more interesting|more exciting|impressive|noticed|stands out|more inviting|spice up|jazz up|liven up|liven it up|liven this up|perk up|perk it up|jazz it up|spice it up|zing",
    ),
    (
        Sense::Vague(Vague::Premium),
        "premium|more premium|classy|luxurious|luxury|elegant|high end|high-end|sophisticated|more elegant|expensive look|posh|upscale|more luxurious|classier|fancy|fancier|polished|professional|more professional|trustworthy|more trustworthy|credible|reputable|more polished|refined",
    ),
    (
        Sense::Vague(Vague::Cramped),
        "cramped|crowded|more air around|more air around it|needs air|more space around it|more room around it|room to breathe|too tight|squeezed|squished|cluttered|too dense|too close|claustrophobic|busy|crammed|stuffed|squashed",
    ),
    (
        Sense::Vague(Vague::Sparse),
        "more compact|compact|too empty|too airy|sparse|too spread out|too much space|too far apart|too loose",
    ),
    (
        Sense::Vague(Vague::Loud),
        "less important|less prominent than|too loud|too bright|tone down|tone it down|calm it down|calm that down|calm this down|calm them down|calm it|alarming|too alarming|too dominant|too prominent|less prominent please|tone them down|tone|tone that down|garish|too colorful|too flashy|glaring|screaming|less loud|loud|too strong|calm down|less flashy|too vivid|too much color|shouty|dial down|dial it down|too intense|hurts my eyes|too saturated|tone this down|scream at me|screams at me|shout at me|shouts at me",
    ),
    (
        Sense::Vague(Vague::Dull),
        "boring|dull|bland|dreary|uninspired|generic|soulless|monotonous|lifeless|drab|too plain|flat looking",
    ),
    (
        Sense::Vague(Vague::Readable),
        "readable|legible|can hardly read|hardly read|cant read|can barely read|barely read|difficult to read|hard to make out|easier to read|more readable|more legible|hard to read|better contrast|more contrast|contrast|accessible|more accessible|unreadable",
    ),
    (
        Sense::Vague(Vague::Friendly),
        "friendlier|friendly|more friendly|playful|more playful|fun|more fun|cozy|inviting|welcoming|cheerful",
    ),
    (
        Sense::Vague(Vague::Warm),
        "warmer|warm|warmer color|warmer colors|warm color|warm colors|warmer tone|warmer tones|warm tones|warmer palette|warm palette|warmer shades|less cold|too cold|cold|a bit cold|chilly|frosty",
    ),
    (
        Sense::Vague(Vague::Cool),
        "cooler color|cooler colors|cool colors|cooler tone|cooler tones|cool tones|cooler palette|colder|colder colors|less warm|too warm|too hot",
    ),
    (
        Sense::Vague(Vague::Modern),
        "modern|more modern|cleaner|clean|sleek|fresh|fresher|contemporary|minimal|minimalist|minimalistic|simpler|nicer|better|prettier|beautiful|nice|improve|pretty|outdated|old fashioned|ugly",
    ),
    // Properties
    (
        Sense::Attr(Attr::TextColour),
        "text color|font color|text colors|color of the text|letter color|label color|color of the label|text colour",
    ),
    (
        Sense::Attr(Attr::BorderColour),
        "border color|outline color|border colors",
    ),
    (
        Sense::Attr(Attr::Background),
        "background|background color|bg|backdrop|backgrounds|fill|fill color|back color|bg color|background colour|bgcolor|background colors",
    ),
    (
        Sense::Attr(Attr::Colour),
        "color|colors|colored|hue|accent|accent color|color scheme|colour",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Font)),
        "font size|text size|type size|letters|font-size|fontsize|size of the text|size of the font|lettering|size of the letters",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Leading)),
        "line height|line spacing|leading|line-height",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Tracking)),
        "letter spacing|tracking|letter-spacing",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Weight)),
        "font weight|weight|boldness|font-weight",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Radius)),
        "radius|corner radius|border radius|corners|rounding|corner|edges|ends|roundness|border-radius|corner rounding",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Shadow)),
        "shadow|shadows|elevation|drop shadow|shadowing",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Gap)),
        "gap|spacing|space|distance|gaps|space between|gap between|spacing between|distance between|white space|whitespace|room",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Padding)),
        "padding|inner spacing|inset|inner space|paddings|internal spacing",
    ),
    (
        Sense::Attr(Attr::Dim(Dim::Border)),
        "border|ring|outline width|borders|stroke|frame around it|border width|outline around it|frame around",
    ),
    (Sense::Attr(Attr::Dim(Dim::Width)), "width|widths"),
    (Sense::Attr(Attr::Dim(Dim::Height)), "height|heights"),
    (Sense::Attr(Attr::Dim(Dim::Opacity)), "opacity|transparency"),
    (Sense::Attr(Attr::Dim(Dim::Size)), "size|sizes|scale"),
    (
        Sense::Attr(Attr::Font),
        "font|typeface|font family|fonts|typography|font-family",
    ),
    (
        Sense::Attr(Attr::Placeholder),
        "placeholder|placeholders|placeholder text|hint text|example text|ghost text|example value|placeholder value|example",
    ),
    (Sense::Attr(Attr::Label), "label|labels|wording"),
    (
        Sense::Attr(Attr::Caption),
        "button text|content|wording of|text of",
    ),
    (
        Sense::Attr(Attr::Value),
        "value|preset|initial value|default value|prefilled value",
    ),
    (
        Sense::Attr(Attr::Options),
        "options|choices|option|choice|dropdown options|entries in the dropdown",
    ),
    (
        Sense::Attr(Attr::Href),
        "url|href|link target|address of the link|link url|destination|target url|web address",
    ),
    (Sense::Attr(Attr::Alt), "alt text|alt|alternative text|alt-text"),
    (Sense::Attr(Attr::Shape), "shape"),
    (Sense::Attr(Attr::Align), "alignment|text alignment"),
    // Places and relations
    (Sense::Rel(Rel::Between), "between|in between|betwixt|inbetween"),
    (
        Sense::Rel(Rel::LeftOf),
        "left of|to the left of|on the left of|on the left side of|left from|left hand of",
    ),
    (
        Sense::Rel(Rel::RightOf),
        "right of|to the right of|on the right of|on the right side of|right from",
    ),
    (
        Sense::Rel(Rel::Above),
        "above|over|on top of|atop|higher than|right above|directly above|just above|over the top of|up above|ontop of",
    ),
    (
        Sense::Rel(Rel::Below),
        "below|under|underneath|beneath|right below|directly below|just below|lower than|right under|directly under|just under|right underneath|right beneath|directly beneath",
    ),
    (
        Sense::Rel(Rel::Before),
        "before|in front of|ahead of|preceding|right before|just before|prior to",
    ),
    (
        Sense::Rel(Rel::After),
        "after|behind|following|right behind|straight after|immediately after|directly behind|just behind|subsequent to|right after|just after|directly after|past",
    ),
    (
        Sense::Rel(Rel::Beside),
        "next to|beside|alongside|adjacent to|by the side of|close to|near|right next to|on the same line as|in the same row as|on the same row as|directly next to",
    ),
    (
        Sense::Place(Place::First),
        "come first|to the front|should come first|comes first|goes first|should go first|should be first|play first|should play first|appear first|should appear first|to first place|in first place|in first position|to pole position|before everything else|before all the others|before all others|ahead of everything|ahead of all the others|comes before everything else|first of all of them|at the front|the beginning|to the beginning|to the start|at the start|at the beginning|first position|to the very front|first place|be first|go first|the start|the very start|first in the list|first in line|the front",
    ),
    (
        Sense::Place(Place::Last),
        "come last|to the end|at the end|the end|last position|be last|go last|to the very end|at the very end|the very end|last place|last in the list|end of the list|comes last|should come last|goes last",
    ),
    (
        Sense::Place(Place::Top),
        "at the top|to the top|on top|to the very top|at the very top|the top|top|very top|uppermost|topmost|upper|all the way up|all the way to the top|top of the page",
    ),
    (
        Sense::Place(Place::Bottom),
        "at the bottom|to the bottom|to the very bottom|at the very bottom|the bottom|bottom|very bottom|lowermost|all the way down|bottommost|all the way to the bottom|at bottom|the foot",
    ),
    (
        Sense::Place(Place::Left),
        "on the left|to the left|at the left|left|left side|on the left side|to the far left|far left|left aligned|left-aligned|left align|flush left|left hand side|on the left hand side|the left|the far left|left-hand|to the left side|leftmost|left-align|on left|the left side|aligned left|leftwards|lefthand|leftside|the very left|to the very left",
    ),
    (
        Sense::Place(Place::Right),
        "on the right|to the right|at the right|right|right side|on the right side|to the far right|far right|right aligned|right-aligned|right align|flush right|right hand side|on the right hand side|the right|the far right|right-hand|to the right side|rightmost|right-align|on right|the right side|aligned right|rightwards|righthand|rightside|the very right|to the very right",
    ),
    (
        Sense::Place(Place::Center),
        "center|centered|in the center|middle|in the middle|to the middle|to the center|centrally|center aligned|center-aligned|center align|center-align|aligned center|the middle|the center|centering",
    ),
    (
        Sense::Place(Place::Up),
        "up|up one|one up|upwards|higher up|further up|up a bit|one step up|one position up|up a notch",
    ),
    (
        Sense::Place(Place::Down),
        "down|down one|one down|downwards|lower down|further down|down a bit|one step down|one position down",
    ),
    // Small words
    (Sense::Prep(Prep::Into), "into|inside|within|inside of|onto"),
    (Sense::Prep(Prep::In), "in|at"),
    (Sense::Prep(Prep::On), "upon|around"),
    (Sense::Prep(Prep::Of), "of|belonging to"),
    (Sense::Prep(Prep::Owner), "'s|s'"),
    (Sense::Prep(Prep::For), "for|regarding"),
    (Sense::Prep(Prep::To), "to|2|back to|so that it says|towards"),
    (Sense::Prep(Prep::From), "from|off of|out of"),
    (Sense::Prep(Prep::With), "with|w|using|having|containing"),
    (Sense::Prep(Prep::Without), "without|w o"),
    (Sense::Prep(Prep::As), "as"),
    (Sense::Prep(Prep::By), "by"),
    (Sense::Prep(Prep::About), "about|concerning"),
    (
        Sense::Det(Det::The),
        "the|those|these|that|whose|its|your|our|th|teh",
    ),
    (Sense::Det(Det::A), "a|an|some|any"),
    (
        Sense::Det(Det::More),
        "one more|additional|one additional|two more|more of the",
    ),
    (
        Sense::Det(Det::Another),
        "another|yet another|a new|a further|a second one like",
    ),
    (
        Sense::Det(Det::All),
        "all|all the|all of the|all of|all these|all those|every single|any and all",
    ),
    (
        Sense::Det(Det::Every),
        "every|each|each of the|every one of the|each of",
    ),
    (
        Sense::Det(Det::Both),
        "both|both the|both of the|the two|two|both of",
    ),
    (Sense::Det(Det::My), "my|mine|own|my own"),
    (
        Sense::Det(Det::Their),
        "her|his|their|hers|theirs|the other persons|the others|other persons|the other persons'",
    ),
    (
        Sense::Det(Det::Other),
        "other|remaining|rest of the|the rest of the",
    ),
    (Sense::Det(Det::This), "this|the selected|the current selection"),
    (Sense::Pron(Pron::It), "it|it back|that one|the same one|itself"),
    (
        Sense::Pron(Pron::Them),
        "them|they|them back|these ones|those ones|all of them|both of them|em",
    ),
    (
        Sense::Pron(Pron::This),
        "this one|the selection|selection|selected element|selected one|this here|this thing|the selected element|this element|the selected thing|what i selected",
    ),
    (Sense::Pron(Pron::One), "one|ones"),
    (
        Sense::Pron(Pron::Everything),
        "everything|all of it|it all|the lot|all things|all elements|every element|all the things|everything else|all content",
    ),
    (Sense::Ordinal(1), "first|1st|initial|firstmost|very first"),
    (Sense::Ordinal(2), "second|2nd|2nd one"),
    (Sense::Ordinal(3), "third|3rd"),
    (Sense::Ordinal(4), "fourth|4th"),
    (Sense::Ordinal(5), "fifth|5th"),
    (Sense::Ordinal(6), "sixth|6th"),
    (Sense::Ordinal(7), "seventh|7th"),
    (Sense::Ordinal(8), "eighth|8th"),
    (Sense::Ordinal(9), "ninth|9th"),
    (Sense::Ordinal(10), "tenth|10th"),
    (Sense::Ordinal(-1), "last|final|very last|lattermost"),
    (
        Sense::Ordinal(-2),
        "second to last|second last|next to last|penultimate|last but one",
    ),
    (Sense::Count(3), "three"),
    (Sense::Count(4), "four"),
    (Sense::Count(5), "five"),
    (Sense::Count(6), "six"),
    (Sense::Count(7), "seven"),
    (Sense::Count(8), "eight"),
    (
        Sense::Pick(Pick::Main),
        "main|primary|most important|principal|hero cta",
    ),
    (Sense::Pick(Pick::Secondary), "secondary"),
    (
        Sense::Pick(Pick::Bad),
        "bad|worst|critical|poor|unfavorable|lowest rated|angry|unhappy",
    ),
    (
        Sense::Pick(Pick::Good),
        "good|best|highest rated|top rated|favorable",
    ),
    (Sense::Pick(Pick::Cheap), "cheapest|least expensive|lowest priced"),
    (
        Sense::Pick(Pick::Dear),
        "most expensive|priciest|dearest|highest priced",
    ),
    (Sense::Pick(Pick::Big), "biggest|largest"),
    (Sense::Pick(Pick::Small), "smallest|tiniest"),
    (Sense::Pick(Pick::Long), "longest"),
    // Shades and charts
    (Sense::Shade(-1), "dark|deep"),
    (Sense::Shade(1), "light|pale|bright|pastel|soft"),
    (
        Sense::Chart("bar"),
        "bar chart|bar graph|bars|column chart|bar diagram|histogram|bar",
    ),
    (Sense::Chart("pie"), "pie chart|pie|pie graph|pie diagram"),
    (Sense::Chart("line"), "line chart|line graph|line diagram"),
    (
        Sense::Chart("donut"),
        "donut chart|doughnut chart|donut|doughnut|ring chart",
    ),
    (Sense::Chart("area"), "area chart|area graph"),
    (Sense::Chart("scatter"), "scatter plot|scatter chart"),
];
