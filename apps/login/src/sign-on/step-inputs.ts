import { outputOf } from '@waygate/client';
import type { WireCallback, WireStep } from '@waygate/schema';

/**
 * What the inputs of a step start with, by name. What says how an answer is meant, such as `validateOnly`, stays as it was sent.
 * @param hint name for an empty field that asks for one
 */
export function initialValues(step: WireStep, hint = ''): Record<string, string> {
  const pairs = step.callbacks.flatMap(({ type, input = [] }) => {
    if (type === 'ConfirmationCallback' || type === 'HiddenValueCallback') return [];
    if (isForAnApp(type)) return input.map(({ name }) => [name, name.endsWith('clientError') ? 'Unsupported' : ''] as const);
    return input
      .filter(({ name }) => !name.endsWith('validateOnly'))
      .map(({ name, value }) => [name, String(value ?? '') === '' && type === 'NameCallback' ? hint : String(value ?? '')] as const);
  });
  return Object.fromEntries(pairs);
}

/** Whether only an app on the person's device can do what is asked: it keeps a key there, and a browser does not. */
export function isForAnApp(type: string): boolean {
  return type === 'DeviceBindingCallback' || type === 'DeviceSigningVerifierCallback';
}

/** Name of the input of a callback that ends so; of the first when nothing is asked for. */
export function inputName(callback: WireCallback | undefined, suffix?: string): string | undefined {
  return suffix === undefined ? callback?.input?.[0]?.name : callback?.input?.find(({ name }) => name.endsWith(suffix))?.name;
}

/** Whether something is still to be done that the page itself can see: a question to be answered, terms to be accepted. */
export function isIncomplete(step: WireStep, values: Readonly<Record<string, string>>): boolean {
  return step.callbacks.some((callback) => {
    const inputs = (callback.input ?? []).map(({ name }) => values[name] ?? '');
    switch (callback.type) {
      case 'KbaCreateCallback':
        return inputs.some((value) => value.trim() === '');
      case 'TermsAndConditionsCallback':
        return inputs[0] !== 'true';
      case 'ConsentMappingCallback':
        return outputOf(callback, 'isRequired') === true && inputs[0] !== 'true';
      default:
        return false;
    }
  });
}
