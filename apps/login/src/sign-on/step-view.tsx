import {
  hiddenValue,
  isUsernameless,
  listOutput,
  outputOf,
  readRecoveryCodes,
  readWebAuthn,
  readWrittenMessage,
  textOutput,
  type WebAuthnAsk,
  withInputs,
} from '@waygate/client';
import type { WireCallback, WireStep } from '@waygate/schema';
import { Alert, TextField } from '@waygate/ui';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { AttributeField } from './attribute-field.tsx';
import { BackupCode } from './backup-code.tsx';
import { ConsentMapping } from './consent-mapping.tsx';
import { DeviceProfile } from './device-profile.tsx';
import { AUTHENTICATOR } from './framed.ts';
import { OfflineChallenge } from './offline-challenge.tsx';
import { Passkey, PasskeyButton } from './passkey.tsx';
import { PhoneRegistration } from './phone-registration.tsx';
import { policyError } from './policy-error.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { RichText } from './rich-text.tsx';
import { SecurityQuestion } from './security-question.tsx';
import { LOCAL, providerChoice, providersOf, SelectProvider } from './select-provider.tsx';
import { stageTexts } from './stage-texts.ts';
import { initialValues, inputName, isIncomplete } from './step-inputs.ts';
import { TermsAndConditions } from './terms-and-conditions.tsx';
import { type DeviceProfileOnPage, useDeviceProfile } from './use-device-profile.ts';
import { type PasskeyOnPage, usePasskey } from './use-passkey.ts';
import { WaitForPhone } from './wait-for-phone.tsx';

const NOT_PRESSED = 100;

interface StepViewProps {
  readonly step: WireStep;
  readonly busy: boolean;
  readonly note: string | undefined;
  /** Whom an application expects: the name that stands in an empty field for one. */
  readonly hint: string | undefined;
  readonly onSubmit: (step: WireStep) => void;
}

/** Draws a step, whatever it asks. A step that looks different must get a component of its own (`key`), so that what is typed at once is not taken away. */
export function StepView({ step, busy, note, hint, onSubmit }: StepViewProps) {
  const [values, setValues] = useState<Record<string, string>>(() => initialValues(step, asksForRecoveryCode(step) ? '' : hint));
  /** How often the person wanted to go on although something was missing. */
  const [complaints, setComplaints] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }));
  const go = (more: Record<string, string | number> = {}) => onSubmit(withInputs(step, { ...values, ...more }));
  const device = useDeviceProfile(step, (name, profile, final) => {
    set(name)(profile);
    if (final && device.alone) go({ [name]: profile });
  });
  const ask = useMemo(() => readWebAuthn(step), [step]);
  const isPasskeyAlone =
    ask !== undefined &&
    step.callbacks.every(({ type, input }) => input === undefined || type === 'ConfirmationCallback' || input[0]?.name === ask.outcome);
  const namesPerson = step.callbacks.some(({ type }) => type === 'NameCallback' || type === 'ValidatedCreateUsernameCallback');
  const passkey = usePasskey(ask, namesPerson, (outcome) => {
    if (ask !== undefined) go({ [ask.outcome]: outcome });
  });
  const asksForPlace = device.alone && device.state === 'asking';
  // A code is scanned before it can be typed: the field below it must not scroll it away.
  const isToScan = hiddenValue(step, 'mfaDeviceRegistration') !== undefined && !saysWhatIsWrong(step);
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const inputs = [...(form.current?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select') ?? [])];
    const first = isToScan ? undefined : ((hint === undefined ? undefined : inputs.find(({ value }) => value === '')) ?? inputs[0]);
    (wrong ?? first ?? heading.current)?.focus();
  }, [hint, complaints, asksForPlace, isToScan]);
  const special = drawSpecial(step, device, ask !== undefined && isPasskeyAlone ? { ask, passkey, busy } : undefined);
  const choice = providerChoice(step);
  const chosen = inputName(choice);
  const beside = choice !== undefined && step.callbacks.some(({ type, input }) => type !== choice.type && input !== undefined);
  const here = choice !== undefined && beside && providersOf(choice).some(({ id }) => id === LOCAL);
  const confirmation = step.callbacks.find(({ type }) => type === 'ConfirmationCallback');
  const texts = stageTexts(step.stage, t.language);
  const forgotPhone = step.header === undefined && asksForRecoveryCode(step);
  const title = special?.title ?? step.header ?? t(forgotPhone ? 'recoveryTitle' : 'title');
  return (
    <form
      ref={form}
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isIncomplete(step, values)) {
          setComplaints(complaints + 1);
          return;
        }
        if (chosen !== undefined) {
          if (here) go({ [chosen]: LOCAL });
          return;
        }
        if (isPasskeyAlone) return;
        const first = inputName(confirmation);
        // Whoever types a name and a password has chosen another way than a passkey.
        if (ask !== undefined) return go({ [ask.outcome]: passkey.without });
        go(first === undefined || isNotPressed(confirmation) ? {} : { [first]: 0 });
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        <RichText html={title} />
      </h1>
      {step.description === undefined ? null : (
        <div class="muted">
          <RichText html={step.description} />
        </div>
      )}
      {forgotPhone ? <p class="muted">{t('recoveryIntro')}</p> : null}
      {note === undefined ? null : <Alert kind="error">{note}</Alert>}
      {special?.body}
      {step.callbacks.map((callback, index) => (
        <Field
          key={index}
          callback={callback}
          values={values}
          set={set}
          handled={special !== undefined}
          complain={complaints > 0}
          device={device}
          offersPasskeys={ask !== undefined && isUsernameless(ask)}
        />
      ))}
      {asksForPlace || (choice !== undefined && !here) ? null : (
        <Buttons
          step={step}
          confirmation={confirmation}
          busy={busy}
          label={texts.submit ?? special?.submit}
          passkey={ask === undefined ? undefined : isPasskeyAlone ? 'alone' : 'beside'}
          onPress={go}
        />
      )}
      {ask === undefined || isPasskeyAlone ? null : <PasskeyButton passkey={passkey} busy={busy} />}
      {choice === undefined || chosen === undefined ? null : (
        <SelectProvider choice={choice} busy={busy} beside={here} onChoose={(id) => go({ [chosen]: id })} />
      )}
    </form>
  );
}

/** Steps that AM's clients draw by running a script; here they are recognised and drawn. */
function drawSpecial(
  step: WireStep,
  device: DeviceProfileOnPage,
  passkey: { readonly ask: WebAuthnAsk; readonly passkey: PasskeyOnPage; readonly busy: boolean } | undefined,
) {
  if (passkey !== undefined) {
    const makes = passkey.ask.kind === 'make';
    const body = <Passkey passkey={passkey.passkey} makes={makes} busy={passkey.busy} />;
    return { title: step.header ?? t(makes ? 'passkeyMakeTitle' : 'passkeyUseTitle'), body, submit: undefined };
  }
  const link = hiddenValue(step, 'mfaDeviceRegistration');
  if (link !== undefined) return { title: t('scanTitle'), body: <PhoneRegistration step={step} link={link} />, submit: undefined };
  const qr = hiddenValue(step, 'offlineDeviceChallenge');
  const digits = hiddenValue(step, 'offlineDeviceDigits');
  if (qr !== undefined || digits !== undefined) {
    return { title: step.header ?? t('offlineTitle'), body: <OfflineChallenge step={step} qr={qr} digits={digits} />, submit: undefined };
  }
  const backupCode = hiddenValue(step, 'offlineBackupCode');
  if (backupCode !== undefined) return { title: t('backupCodeTitle'), body: <BackupCode code={backupCode} />, submit: undefined };
  if (step.callbacks.some(({ type }) => type === 'PollingWaitCallback')) {
    return {
      title: t('checkPhone'),
      body: <WaitForPhone step={step} number={hiddenValue(step, 'pushChallengeNumber')} />,
      submit: undefined,
    };
  }
  if (device.alone) {
    const message = step.callbacks
      .map((callback) => (callback.type === 'DeviceProfileCallback' ? textOutput(callback, 'message') : ''))
      .join('');
    const title = device.state === 'asking' ? t('placeTitle') : (step.header ?? t('deviceTitle'));
    return { title, body: <DeviceProfile message={message} device={device} />, submit: undefined };
  }
  // What stands beside fields for name and password is no page of its own.
  if (readWebAuthn(step) !== undefined) return undefined;
  const script = step.callbacks.filter(isScript).map((callback) => textOutput(callback, 'message'))[0];
  if (script === undefined) return undefined;
  const codes = readRecoveryCodes(script);
  if (codes !== undefined)
    return {
      title: t('codesTitle'),
      body: <RecoveryCodes codes={codes.codes} intro={t('codesIntro', { device: codes.deviceName })} />,
      submit: t('done'),
    };
  const message = readWrittenMessage(script);
  if (message === undefined)
    return { title: step.header ?? t('title'), body: <Alert kind="info">{t('unknownScript')}</Alert>, submit: undefined };
  const body = (
    <div class="stack">
      <p>
        <RichText html={message} />
      </p>
      <p class="muted">{t('webAuthenticator')}</p>
      <a class="button quiet" href="/authenticator/" {...AUTHENTICATOR}>
        {t('openWebAuthenticator')}
      </a>
    </div>
  );
  return { title: t('getAppTitle'), body, submit: undefined };
}

/** What AM's nodes ask for as if it were a password: it is typed once, from a message, so it is shown and browsers may fill it in. */
const ONE_TIME_CODE = /one[- ]time (password|code)|verification code|einmal(code|passwort|kennwort)|bestätigungscode/i;

interface FieldProps {
  readonly callback: WireCallback;
  readonly values: Readonly<Record<string, string>>;
  readonly set: (name: string) => (value: string) => void;
  /** Whether the texts of the step are drawn as a whole already. */
  readonly handled: boolean;
  /** Whether what is missing is to be said. */
  readonly complain: boolean;
  readonly device: DeviceProfileOnPage;
  /** Whether the browser may offer passkeys in the field for the name. */
  readonly offersPasskeys: boolean;
}

function Field({ callback, values, set, handled, complain, device, offersPasskeys }: FieldProps) {
  const name = inputName(callback) ?? '';
  const offered = (wish: string) => (offersPasskeys ? `${wish} webauthn` : wish);
  const common = { name, label: textOutput(callback, 'prompt'), value: values[name] ?? '', onInput: set(name) };
  switch (callback.type) {
    case 'NameCallback':
      return (
        <TextField
          {...common}
          autoComplete={offered(wishedAutocomplete(callback) ?? (/code/i.test(common.label) ? 'one-time-code' : 'username'))}
          {...(/one-time code|einmalcode/i.test(common.label) ? { inputMode: 'numeric' as const } : {})}
        />
      );
    case 'ValidatedCreateUsernameCallback':
      return <TextField {...common} autoComplete={offered(wishedAutocomplete(callback) ?? 'username')} error={policyError(callback)} />;
    case 'TextInputCallback':
      return <TextField {...common} />;
    case 'PasswordCallback':
      if (ONE_TIME_CODE.test(common.label)) return <TextField {...common} autoComplete="one-time-code" inputMode="numeric" />;
      return <TextField {...common} autoComplete="current-password" reveal={{ show: t('show'), hide: t('hide') }} />;
    case 'ValidatedCreatePasswordCallback':
      return (
        <TextField {...common} autoComplete="new-password" error={policyError(callback)} reveal={{ show: t('show'), hide: t('hide') }} />
      );
    case 'StringAttributeInputCallback':
    case 'NumberAttributeInputCallback':
    case 'BooleanAttributeInputCallback':
      return <AttributeField callback={callback} name={name} value={common.value} onInput={common.onInput} />;
    case 'KbaCreateCallback': {
      const names = { question: inputName(callback, 'question') ?? '', answer: inputName(callback, 'answer') ?? '' };
      const typed = { question: values[names.question] ?? '', answer: values[names.answer] ?? '' };
      return <SecurityQuestion callback={callback} names={names} {...typed} set={set} complain={complain} />;
    }
    case 'TermsAndConditionsCallback':
    case 'ConsentMappingCallback': {
      const Part = callback.type === 'TermsAndConditionsCallback' ? TermsAndConditions : ConsentMapping;
      const onAccept = (accepted: boolean) => common.onInput(String(accepted));
      return <Part callback={callback} name={name} accepted={common.value === 'true'} onAccept={onAccept} complain={complain} />;
    }
    case 'ChoiceCallback':
      return (
        <fieldset class="field">
          <legend>{common.label}</legend>
          {listOutput(callback, 'choices').map((choice, index) => (
            <label key={choice} class="choice">
              <input type="radio" name={name} checked={Number(values[name] ?? 0) === index} onChange={() => set(name)(String(index))} />
              {choice}
            </label>
          ))}
        </fieldset>
      );
    case 'DeviceProfileCallback':
      return handled ? null : <DeviceProfile message={textOutput(callback, 'message')} device={device} />;
    case 'DeviceBindingCallback':
    case 'DeviceSigningVerifierCallback':
      return <Alert kind="info">{t('needsAnApp')}</Alert>;
    case 'TextOutputCallback':
      if (isScript(callback) || handled) return null;
      return (
        <Alert kind={outputOf(callback, 'messageType') === '2' ? 'error' : 'info'}>
          <RichText html={textOutput(callback, 'message')} />
        </Alert>
      );
    default:
      return null;
  }
}

interface ButtonsProps {
  readonly step: WireStep;
  readonly confirmation: WireCallback | undefined;
  readonly busy: boolean;
  readonly label: string | undefined;
  /** Whether the step asks for a passkey, which goes on by itself, and for nothing else. */
  readonly passkey: 'alone' | 'beside' | undefined;
  readonly onPress: (more: Record<string, number>) => void;
}

function Buttons({ step, confirmation, busy, label, passkey, onPress }: ButtonsProps) {
  const polling = passkey !== undefined || step.callbacks.some(({ type }) => type === 'PollingWaitCallback');
  const name = inputName(confirmation);
  // To send the form is to press nothing where the step begins with that.
  const submits = !polling && !isNotPressed(confirmation);
  const goOn = (
    <button type="submit" class="button wide no-print" disabled={busy}>
      {busy ? <span class="spinner" aria-hidden="true" /> : null}
      {label ?? t('next')}
    </button>
  );
  if (confirmation === undefined || name === undefined) return polling && passkey !== 'beside' ? null : goOn;
  return (
    <div class="stack">
      {passkey === 'beside' ? goOn : null}
      {listOutput(confirmation, 'options').map((option, index) => (
        <button
          key={option}
          type={index === 0 && submits ? 'submit' : 'button'}
          class={`button wide ${index === 0 && !polling ? '' : 'quiet'}`}
          disabled={busy && !polling}
          onClick={index === 0 && submits ? undefined : () => onPress({ [name]: index })}
        >
          {option}
        </button>
      ))}
    </div>
  );
}

/** What the author of the journey lets browsers fill in. */
function wishedAutocomplete(callback: WireCallback): string | undefined {
  const values = listOutput(callback, 'autocompleteValues');
  return values.length === 0 ? undefined : values.join(' ');
}

function isNotPressed(confirmation: WireCallback | undefined): boolean {
  return confirmation?.input?.[0]?.value === NOT_PRESSED;
}

/** A step of one field that is named like a recovery code: on its own it would not say what it wants. */
function asksForRecoveryCode(step: WireStep): boolean {
  const [only, ...others] = step.callbacks.filter(({ input }) => input !== undefined);
  return only?.type === 'NameCallback' && others.length === 0 && /recovery code|wiederherstellungscode/i.test(textOutput(only, 'prompt'));
}

function saysWhatIsWrong({ callbacks }: WireStep): boolean {
  return callbacks.some((callback) => callback.type === 'TextOutputCallback' && outputOf(callback, 'messageType') === '2');
}

function isScript(callback: WireCallback): boolean {
  return callback.type === 'TextOutputCallback' && outputOf(callback, 'messageType') === '4';
}
