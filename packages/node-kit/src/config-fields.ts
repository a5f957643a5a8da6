import { json, localizedText } from '@waygate/schema';
import { z } from 'zod';

/** Longest text that a field takes, characters. */
const LONGEST = 65_536;

/** A field that holds texts by language; empty means that the node's own text is used. */
export function localizedField(title: string, help: string) {
  return localizedText.default({}).meta({ title, help, field: 'localized' });
}

/** A yes-or-no field. */
export function flagField(title: string, help: string, byDefault = false) {
  return z.boolean().default(byDefault).meta({ title, help });
}

/** A text of several lines. */
export function multilineField(title: string, help: string) {
  return z.string().max(LONGEST).optional().meta({ title, help, field: 'multiline' });
}

/** A list of texts, such as attributes or state keys. */
export function listField(title: string, help: string, byDefault: readonly string[] = []) {
  return z
    .array(z.string().min(1).max(2_048))
    .default([...byDefault])
    .meta({ title, help });
}

/** Some of several values, in the author's order. @param options texts of the values */
export function choicesField<const V extends string>(
  title: string,
  help: string,
  options: Readonly<Record<V, string>>,
  byDefault: readonly NoInfer<V>[] = [],
) {
  return z
    .array(z.enum(Object.keys(options) as V[]))
    .default([...byDefault])
    .meta({ title, help, options });
}

/** Texts by name, such as headers or properties of a session. */
export function keyValueField(title: string, help: string) {
  return z.record(z.string().min(1).max(256), z.string().max(LONGEST)).default({}).meta({ title, help, field: 'key-value' });
}

/** An http(s) address, or nothing. */
export function urlField(title: string, help: string, byDefault = '') {
  return z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })], { error: 'An address begins with https:// or http://.' })
    .default(byDefault)
    .meta({ title, help, field: 'url' });
}

/** A colour, with or without a `#` before its six digits. */
export function colorField(title: string, help: string, byDefault: string) {
  return z
    .string()
    .regex(/^#?[0-9a-fA-F]{6}$/, 'A colour is six hexadecimal digits.')
    .default(byDefault)
    .meta({ title, help, field: 'color' });
}

/** A secret. The editor never shows it again, traces mask it, and an export has a named placeholder in its place. */
export function secretField(title: string, help: string) {
  return z.string().max(8_192).optional().meta({ title, help, field: 'secret' });
}

/** Name of a journey of the realm. */
export function journeyField(title: string, help: string) {
  return z.string().max(256).default('').meta({ title, help, field: 'journey' });
}

/** Id of a script of the realm. @param contexts of scripts that fit, the one of a new script first; without it those of Scripted Decision */
export function scriptField(title: string, help: string, contexts?: readonly string[]) {
  const field = z.string().max(256).optional();
  return contexts === undefined ? field.meta({ title, help, field: 'script' }) : field.meta({ title, help, field: 'script', contexts });
}

/** Type of node that this one runs as. Which there are, the catalogue tells. */
export function nodeTypeField(title: string, help: string) {
  return z.string().max(128).meta({ title, help, field: 'node-type' });
}

/** Name of a theme of the hosted pages. */
export function themeField(title: string, help: string) {
  return z.string().max(256).optional().meta({ title, help, field: 'theme' });
}

/** Name of an e-mail template. */
export function emailTemplateField(title: string, help: string, byDefault: string) {
  return z.string().min(1).max(256).default(byDefault).meta({ title, help, field: 'email-template' });
}

/** Label under which operators keep a secret outside the journey. */
export function secretLabelField(title: string, help: string) {
  return z.string().max(256).optional().meta({ title, help, field: 'secret-label' });
}

/** An object of whatever JSON can carry, for options that are passed on. */
export function jsonField(title: string, help: string) {
  return z.record(z.string(), json).default({}).meta({ title, help, field: 'json' });
}
