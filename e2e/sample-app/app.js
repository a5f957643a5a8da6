/*
 * A single-page application as its authors write one: authorization code with PKCE in the browser, tokens in memory alone, renewal in a hidden frame. It knows the issuer and its own name by
 * /settings.json and everything else by discovery.
 */

const settings = await (await fetch('/settings.json')).json();
const issuer = await (await fetch(`${settings.issuer}/.well-known/openid-configuration`)).json();
const callback = `${location.origin}/`;
const silentCallback = `${location.origin}/silent.html`;

let tokens;

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** An authorization request, and what its answer is held against. */
async function newRequest(redirectUri, more = {}) {
  const request = { state: random(), nonce: random(), verifier: random(), redirectUri };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(request.verifier));
  const address = new URL(issuer.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: request.state,
    nonce: request.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...more,
  });
  return { request, address };
}

/** Exchanges the code of an answer. Throws the error that the answer tells. */
async function exchange(answer, request) {
  if (answer.get('state') !== request.state || answer.get('iss') !== issuer.issuer) throw new Error('not_my_answer');
  if (answer.has('error')) throw new Error(answer.get('error'));
  return callToken({
    grant_type: 'authorization_code',
    code: answer.get('code'),
    redirect_uri: request.redirectUri,
    code_verifier: request.verifier,
  });
}

async function callToken(form) {
  const response = await fetch(issuer.token_endpoint, {
    method: 'POST',
    credentials: 'include',
    body: new URLSearchParams({ client_id: settings.clientId, ...form }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

async function showPerson() {
  const response = await fetch(issuer.userinfo_endpoint, {
    credentials: 'include',
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  if (!response.ok) throw new Error(`userinfo ${response.status}`);
  const claims = {
    ...JSON.parse(atob(tokens.id_token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))),
    ...(await response.json()),
  };
  document
    .getElementById('claims')
    .replaceChildren(...Object.entries(claims).flatMap(([name, value]) => [element('dt', name), element('dd', String(value))]));
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Asks for new tokens in a hidden frame, without the person. */
async function renew() {
  const { request, address } = await newRequest(silentCallback, { prompt: 'none' });
  const frame = document.createElement('iframe');
  frame.hidden = true;
  const answered = new Promise((resolve) => {
    addEventListener('message', (event) => {
      if (event.origin === location.origin && event.source === frame.contentWindow) resolve(new URLSearchParams(event.data));
    });
  });
  frame.src = address.href;
  document.body.append(frame);
  try {
    tokens = await exchange(await answered, request);
  } finally {
    frame.remove();
  }
}

async function signOut() {
  const address = new URL(issuer.end_session_endpoint);
  address.searchParams.set('id_token_hint', tokens.id_token);
  const ended = await fetch(address, { credentials: 'include' });
  if (ended.status !== 204) throw new Error(`endSession ${ended.status}`);
  const used = tokens;
  tokens = undefined;
  document.getElementById('claims').replaceChildren();
  const refused = await callToken({ grant_type: 'refresh_token', refresh_token: used.refresh_token }).catch((error) => error.message);
  say(`Signed out, refresh ${refused}`);
}

function say(text) {
  document.getElementById('state').textContent = text;
}

/** Runs what a button is for, and says what went wrong. */
const on = (id, work) =>
  document.getElementById(id).addEventListener('click', () => work().catch((error) => say(`Error ${error.message}`)));

on('sign-in', async () => {
  const { request, address } = await newRequest(callback);
  sessionStorage.setItem('request', JSON.stringify(request));
  location.assign(address);
});
on('renew', async () => {
  const before = tokens?.access_token;
  await renew();
  await showPerson();
  say(before === tokens.access_token ? 'Not renewed' : 'Renewed');
});
on('sign-out', signOut);

const answer = new URLSearchParams(location.search);
const begun = sessionStorage.getItem('request');
if (begun === null || !answer.has('state')) say('Ready');
else {
  sessionStorage.removeItem('request');
  history.replaceState(null, '', '/');
  try {
    tokens = await exchange(answer, JSON.parse(begun));
    await showPerson();
    say('Signed in');
  } catch (error) {
    say(`Error ${error.message}`);
  }
}
