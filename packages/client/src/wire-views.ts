import type { WireCallback, WireStep } from '@waygate/schema';

type Value = WireCallback['output'][number]['value'];

/** An output of a callback by name. */
export function outputOf(callback: WireCallback, name: string): Value | undefined {
  return callback.output.find((one) => one.name === name)?.value;
}

/** An output that is a text; empty when it is not. */
export function textOutput(callback: WireCallback, name: string): string {
  const value = outputOf(callback, name);
  return typeof value === 'string' ? value : '';
}

/** An output that is a list of texts. */
export function listOutput(callback: WireCallback, name: string): readonly string[] {
  const value = outputOf(callback, name);
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The step with other values for inputs, by input name; everything else as it was sent. */
export function withInputs(step: WireStep, values: Readonly<Record<string, string | number | boolean>>): WireStep {
  return {
    ...step,
    callbacks: step.callbacks.map((callback) =>
      callback.input === undefined
        ? callback
        : {
            ...callback,
            input: callback.input.map((input) =>
              Object.hasOwn(values, input.name) ? { ...input, value: values[input.name] ?? null } : input,
            ),
          },
    ),
  };
}

/** Value of the hidden value with an id. */
export function hiddenValue(step: WireStep, id: string): string | undefined {
  const callback = step.callbacks.find((one) => one.type === 'HiddenValueCallback' && outputOf(one, 'id') === id);
  return callback === undefined ? undefined : textOutput(callback, 'value');
}
