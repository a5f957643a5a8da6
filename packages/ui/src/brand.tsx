/** The wordmark: a way through a gate. */
export function Brand() {
  return (
    <span class="brand">
      <svg
        width="26"
        height="26"
        viewBox="0 0 26 26"
        fill="none"
        stroke="currentColor"
        stroke-width="2.4"
        stroke-linecap="round"
        aria-hidden="true"
      >
        <path d="M4 23V11a9 9 0 0 1 18 0v12" />
        <path d="M13 23c0-6-3-6-3-10a3 3 0 0 1 6 0" />
      </svg>
      Waygate
    </span>
  );
}
