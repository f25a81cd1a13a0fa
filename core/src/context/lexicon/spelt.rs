//! Common words that are a letter or two from one that means something here, and are spelt right: who writes "charge" does not mean "change".
//! Found by asking the mender about the eleven thousand most common words of English.

pub(super) const RIGHT: &str = "abide|accept|according|activity|adding|addition|agent|alien|alphabetic|apple|arena|arts|assignment|attack|attacking|ballet|\
    being|bets|blank|blown|boarder|boarding|boast|bones|boots|bores|bubble|bugger|bury|caller|capitalism|capitalist|catering|\
    caution|censored|censoring|chance|charge|charged|charm|chars|cheek|choral|chose|circulate|clinical|close|closed|closet|codes|coin|\
    colon|compete|competed|competent|competes|computed|concert|condemned|condemns|consent|consented|contend|contest|context|\
    converse|copes|criminal|deaf|delicate|descriptive|diet|distinct|distinction|earn|egos|elected|election|elections|electron|\
    elevator|emailing|emit|emphasis|enormously|entered|entering|estimation|exceeding|exploding|faced|felt|fever|fifty|filed|\
    finger|fires|fiver|flame|formal|forth|fries|gasp|generals|generator|graph|greed|hanged|healing|hearing|heater|heating|hits|\
    illustrating|incline|insect|instance|intensely|intensity|intensive|interact|interfere|lager|late|latter|leader|leaning|leap|\
    leasing|leaving|lecturing|lending|lesser|lesson|libel|lighted|linger|litter|little|loading|lodger|logger|loosen|louder|lover|\
    lump|makers|males|marking|masking|massage|means|medal|messing|mile|model|moor|moral|muddle|navigating|navigator|neater|needy|\
    nets|node|nose|open|opponent|opposition|optionally|ordered|otter|overlap|overly|packet|pains|palace|paper|parked|paste|\
    pasted|patrol|payer|peace|peal|petition|photographic|photography|plane|plate|plea|pleading|positive|potion|praised|prayer|\
    preach|precedent|present|pretending|principally|principle|print|proceeding|progressed|prominence|prominently|proposition|\
    pudding|punching|racing|radios|rained|raised|ranting|ratio|rats|raving|reader|record|recorder|refining|refunding|regaining|\
    remarking|reminding|remote|renovate|repairing|repealed|repeated|repetition|reside|retaining|reward|rework|rewrote|rotund|\
    sacked|salmon|salt|scaly|scare|scratches|searches|seconded|selecting|selective|sent|separate|separation|sequence|shade|\
    shades|shake|shame|share|shirt|shone|shoot|shout|sides|sites|sixty|sketches|slave|smell|sore|spare|spill|sport|staff|stairs|\
    stale|stall|stark|start|starts|stays|stiff|stirs|stock|stole|stranger|strength|stuck|subtly|summaries|tacked|tacking|\
    tackling|tacks|tale|teaching|teeth|tens|thanking|theme|think|threw|tied|ties|time|tins|trace|tracing|trailing|training|trap|\
    trapping|trick|tying|undefined|underlie|underlies|underlying|vague|valve|violent|warp|watches|weigh|while|whole|wiser|wive|\
    working|wrote";
