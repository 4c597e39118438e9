// The enrolment page: shows one section of the page at a time, asks the server in JSON, and the browser for a passkey.
// All sentences are in the page, in its language; here they are only chosen, and names are filled in as text.

const language = document.documentElement.lang;
const naming = document.getElementById('naming');
const nameField = document.getElementById('name');
const nameMissing = document.getElementById('name-missing');

// Which section explains a refusal of the server; what is not here is trouble that passes.
const SECTIONS = {
  CODE_INVALID: 'invalid',
  USER_NOT_FOUND: 'invalid',
  CODE_EXPIRED: 'expired',
  CODE_USED: 'used',
  CODE_REVOKED: 'revoked',
  USER_NOT_ACTIVE: 'inactive',
  CEREMONY_FAILED: 'failed',
  PASSKEY_NOT_FOUND: 'failed',
  PASSKEY_ALREADY_EXISTS: 'failed',
  PERMISSION_DENIED: 'misplaced',
};

/** The server's no, or its silence. */
class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const isBare = location.search === '';
const query = new URLSearchParams(location.search);
// The code leaves the address bar, and with it the history, before anything else happens; from here on it is only in `link`.
history.replaceState(null, '', location.pathname);

const link = {
  userID: query.get('userID'),
  orgID: query.get('orgID'),
  codeID: query.get('codeID') ?? query.get('codeId'),
  code: query.get('code'),
};
const wanted = ['platform', 'crossPlatform'].find((type) => type === query.get('requestPlatformType'));

let again = look;
let ceremony = new AbortController();

naming.addEventListener('submit', (event) => {
  event.preventDefault();
  if (isNamed()) {
    attempt(register);
  } else {
    nameField.focus();
  }
});
nameField.addEventListener('input', () => {
  if (!nameMissing.hidden) {
    isNamed();
  }
});
for (const [name, action] of Object.entries({
  register: () => attempt(register),
  again: () => attempt(again),
  cancel: () => ceremony.abort(),
})) {
  document.querySelectorAll(`[data-do="${name}"]`).forEach((button) => button.addEventListener('click', action));
}

if (isBare) {
  show('reopen');
} else if (Object.values(link).some((part) => !part)) {
  show('invalid');
} else if (!window.isSecureContext) {
  show('misplaced');
} else if (!window.PublicKeyCredential || !navigator.credentials?.create) {
  show('unsupported');
} else {
  attempt(look);
}

/** One step towards the passkey. What stops it is explained by a section, and trouble that passes can be followed by the same step. */
async function attempt(step) {
  again = step;
  try {
    await step();
  } catch (stopped) {
    show(sectionFor(stopped));
  }
}

async function look() {
  show('loading');
  const seen = await ask('look', link);
  const who = seen.displayName || seen.userName;
  fill('relyingParty', seen.relyingParty);
  fill('displayName', who);
  fill('userName', seen.userName === who ? '' : seen.userName);
  fill('initials', initials(who));
  fill('expiresAt', moment(new Date(seen.expiresAt)));
  for (const sentence of document.querySelectorAll('[data-for]')) {
    sentence.hidden = (sentence.dataset.for === 'crossPlatform') !== (wanted === 'crossPlatform');
  }
  if (!nameField.value) {
    nameField.value = guess();
  }
  show('ready');
}

async function register() {
  show('working');
  ceremony = new AbortController();
  const { signal } = ceremony; // of this try, even if the next one has begun
  const started = await ask('start', { ...link, requestPlatformType: wanted });
  const credential = await navigator.credentials.create({ publicKey: decoded(started.publicKey), signal });
  const made = { ...link, passkeyId: started.passkeyId, name: chosenName(), credential: encoded(credential) };
  await attempt(() => save(made));
}

async function save(made) {
  show('saving');
  await ask('finish', made);
  fill('name', made.name);
  show('done');
}

/**
 * Asks the server. The request must stay in mode "cors", the default: in any other mode browsers send `Origin: null`,
 * since the page lets no referrer out, and the server refuses that.
 */
async function ask(what, question) {
  let answer;
  let body;
  try {
    answer = await fetch(new URL(what, import.meta.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(question),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout?.(30_000),
    });
    body = await answer.json();
  } catch {
    throw new Refusal('UNAVAILABLE'); // away, too slow, or somebody else who answers in its place
  }
  if (!answer.ok) {
    throw new Refusal(body.details?.find((detail) => detail.reason)?.reason);
  }
  return body;
}

function sectionFor(stopped) {
  if (stopped instanceof Refusal) {
    if (stopped.reason === 'REQUEST_INVALID') {
      return again === look ? 'invalid' : 'failed'; // a link that could be looked at is not what was wrong
    }
    return SECTIONS[stopped.reason] ?? 'trouble';
  }
  switch (stopped.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'cancelled';
    case 'InvalidStateError':
      return 'known';
    case 'SecurityError':
      return 'misplaced';
    default:
      return 'failed';
  }
}

/** Shows one section and takes the focus to its heading, which is what screen readers then read. */
function show(id) {
  for (const section of document.querySelectorAll('main > section')) {
    section.hidden = section.id !== id;
  }
  const heading = document.querySelector(`#${id} h1`);
  document.title = heading.textContent;
  heading.focus();
}

function fill(name, text) {
  document.querySelectorAll(`[data-fill="${name}"]`).forEach((element) => {
    element.textContent = text;
  });
}

function chosenName() {
  return nameField.value.replace(/\p{Cc}/gu, ' ').trim();
}

/** Whether the device has a name; if not, the form says so. */
function isNamed() {
  const named = chosenName() !== '';
  nameMissing.hidden = named;
  nameField.setAttribute('aria-invalid', String(!named));
  nameField.setAttribute('aria-describedby', named ? 'name-hint' : 'name-missing name-hint');
  return named;
}

/** Such as "Chrome on Windows" or "iPhone", in the words of the page. */
function guess() {
  if (wanted === 'crossPlatform') {
    return nameField.dataset.securityKey;
  }
  const agent = navigator.userAgent;
  const among = (signs) => signs.find(([sign]) => sign.test(agent))?.[1];
  // An iPad calls itself a Mac, but no Mac can be touched.
  const apple = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1 ? 'iPad' : among([[/iPhone/, 'iPhone'], [/iPad/, 'iPad']]);
  if (apple) {
    return apple;
  }
  const browser = among([
    [/Edg/, 'Edge'],
    [/OPR\//, 'Opera'],
    [/SamsungBrowser/, 'Samsung Internet'],
    [/Firefox/, 'Firefox'],
    [/Chrom(e|ium)\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]);
  const system = among([
    [/Windows/, 'Windows'],
    [/Android/, 'Android'],
    [/CrOS/, 'ChromeOS'],
    [/Macintosh/, 'macOS'],
    [/Linux/, 'Linux'],
  ]);
  return browser && system
    ? nameField.dataset.guess.replace('{browser}', browser).replace('{system}', system)
    : nameField.dataset.unknown;
}

/** First letters of the first and the last word. */
function initials(who) {
  const words = who.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return [...new Set([words.at(0), words.at(-1)])].map((word) => [...(word ?? '')][0] ?? '').join('').toLocaleUpperCase(language);
}

/** The time of day, with the date unless it is today, as the person writes them in the page's language. */
function moment(instant) {
  const locale = navigator.languages.find((one) => one.split('-')[0] === language) ?? language;
  const today = instant.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale, { dateStyle: today ? undefined : 'long', timeStyle: 'short' }).format(instant);
}

/** PublicKeyCredentialCreationOptionsJSON for the browser (WebAuthn level 3, 5.1.8); many browsers cannot read it themselves yet. */
function decoded(publicKey) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: (publicKey.excludeCredentials ?? []).map((known) => ({ ...known, id: bytes(known.id) })),
  };
}

/** RegistrationResponseJSON for the server (WebAuthn level 3, 5.1); many browsers, and password managers in them, cannot write it. */
function encoded(credential) {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Of base64url without padding. */
function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
}

/** As base64url without padding. */
function text(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
