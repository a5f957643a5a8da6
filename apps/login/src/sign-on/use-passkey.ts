import { isUsernameless, type WebAuthnAsk, writeWebAuthn, writeWebAuthnError } from '@waygate/client';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** How far the page is: it explains, the browser asks the person, or it came to nothing. */
export type PasskeyState = 'explaining' | 'waiting' | 'cancelled' | 'exists' | 'failed' | 'unsupported';

export interface PasskeyOnPage {
  readonly state: PasskeyState;
  /** Has the browser ask the person. @param deviceName what they call a new passkey */
  begin(deviceName?: string): void;
  /** Takes the browser's question back. */
  cancel(): void;
  /** Goes on without a passkey. */
  goWithout(): void;
  /** What is posted when the person goes on by another way. */
  readonly without: string;
}

/**
 * Makes or uses a passkey as a step asks.
 * @param ask undefined when the step asks nothing of the kind
 * @param offersInField whether the browser may offer passkeys in the field for the name
 * @param submit takes what came of it, and goes on
 */
export function usePasskey(ask: WebAuthnAsk | undefined, offersInField: boolean, submit: (outcome: string) => void): PasskeyOnPage {
  const isSupported = typeof PublicKeyCredential === 'function' && navigator.credentials !== undefined;
  const [state, setState] = useState<PasskeyState>(isSupported ? 'explaining' : 'unsupported');
  const [error, setError] = useState(writeWebAuthnError('AbortError', 'Another way was chosen.'));
  const asking = useRef<AbortController | undefined>(undefined);
  const stop = useCallback(() => {
    asking.current?.abort();
    asking.current = undefined;
  }, []);

  /** One question at a time: browsers refuse a second. */
  const start = useCallback(() => {
    stop();
    const controller = new AbortController();
    asking.current = controller;
    return controller.signal;
  }, [stop]);

  const begin = async (deviceName?: string) => {
    if (ask === undefined || !isSupported) return;
    const signal = start();
    setState('waiting');
    try {
      const credential =
        ask.kind === 'make'
          ? await navigator.credentials.create({ publicKey: ask.options, signal })
          : await navigator.credentials.get({ publicKey: ask.options, signal });
      if (signal.aborted) return;
      submit(writeWebAuthn(credential, deviceName));
    } catch (cause) {
      // What was taken back is not to be told of.
      if (signal.aborted) return;
      const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
      setError(writeWebAuthnError(name, message));
      setState(stateAfter(name));
    }
  };

  const offer = async () => {
    if (ask?.kind !== 'use' || !isUsernameless(ask) || !offersInField || !isSupported) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    // Whoever pressed the button meanwhile is asked already.
    if (asking.current !== undefined) return;
    const signal = start();
    // It waits as long as the page does.
    const { timeout: _, ...publicKey } = ask.options;
    try {
      const credential = await navigator.credentials.get({ publicKey, signal, mediation: 'conditional' });
      if (!signal.aborted) submit(writeWebAuthn(credential));
    } catch {
      // The button is there still.
    }
  };
  // A step that looks different has a component of its own, so this runs once for each; who leaves the page takes the question along.
  useEffect(() => {
    void offer();
    addEventListener('pagehide', stop);
    return () => {
      removeEventListener('pagehide', stop);
      stop();
    };
  }, []);

  return {
    state,
    begin: (deviceName) => void begin(deviceName),
    cancel: () => {
      stop();
      setState('cancelled');
    },
    goWithout: () => {
      stop();
      submit(isSupported ? error : 'unsupported');
    },
    without: isSupported ? error : 'unsupported',
  };
}

function stateAfter(name: string): PasskeyState {
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  if (name === 'InvalidStateError') return 'exists';
  return name === 'NotSupportedError' ? 'unsupported' : 'failed';
}
