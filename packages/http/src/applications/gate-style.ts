/** Tokens of packages/ui, by which these pages look like the hosted ones; a test holds them to that. */
const LIGHT =
  '--ground:#f3f5f9;--surface:#ffffff;--line:#d5dae4;--line-strong:#7a8499;--text:#141a29;--accent:#1f4fd8;--accent-hover:#173fb0;--on-accent:#ffffff;--accent-soft:#e8eefc;--danger:#b3261e;--danger-soft:#fdecea;--focus:#1f4fd8';
const DARK =
  '--ground:#0d111b;--surface:#161c2a;--line:#2e384d;--line-strong:#8290ab;--text:#eef1f8;--accent:#9db8ff;--accent-hover:#bccfff;--on-accent:#0b1533;--accent-soft:#1f2b4d;--danger:#ffb4ab;--danger-soft:#3b1a1b;--focus:#9db8ff';

/** Style of the gate's pages. It stands in the page itself, allowed by its hash. */
export const GATE_STYLE = [
  `:root{color-scheme:light dark;${LIGHT}}`,
  `@media (prefers-color-scheme:dark){:root{${DARK}}}`,
  '*{box-sizing:border-box}',
  'html{font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;background:var(--ground);color:var(--text);-webkit-text-size-adjust:100%}',
  'body{margin:0;min-height:100vh;display:flex;flex-direction:column}',
  'header{padding:1rem clamp(1rem,4vw,2rem)}',
  '.brand{display:inline-flex;align-items:center;gap:.5rem;font-weight:700;letter-spacing:-.01em}',
  '.brand svg{color:var(--accent)}',
  'main{flex:1;display:flex;flex-direction:column;align-items:center;padding:clamp(.5rem,6vh,4rem) 1rem 2rem}',
  '.card{width:100%;max-width:27rem;display:flex;flex-direction:column;gap:1rem;background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:clamp(1.25rem,5vw,2.25rem)}',
  'h1{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}',
  '.alert{margin:0;border-radius:9px;padding:.75rem 1rem;background:var(--accent-soft);overflow-wrap:anywhere}',
  '.alert.error{background:var(--danger-soft);color:var(--danger)}',
  '.button{display:flex;align-items:center;justify-content:center;min-height:44px;padding:.6rem 1.1rem;border:1px solid transparent;border-radius:9px;background:var(--accent);color:var(--on-accent);font-weight:600;text-align:center;text-decoration:none;overflow-wrap:anywhere}',
  '.button:hover{background:var(--accent-hover)}',
  '.button.quiet{background:transparent;border-color:var(--line-strong);color:var(--text)}',
  '.button.quiet:hover{background:var(--accent-soft)}',
  ':focus-visible{outline:3px solid var(--focus);outline-offset:2px}',
].join('');
