import { Button, Checkbox, Fieldset, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import {
  type FailoverMode,
  failoverMode,
  type HealthPolicy,
  type HealthProbe,
  healthPolicy,
  type OfflineIdp,
  offlineIdpRequest,
} from '@waygate/schema';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import classes from './continuity.module.css';
import { DialogFailure } from './dialog-failure.tsx';
import { t } from './messages.ts';
import { POLICY_FIELDS, type PolicyField } from './policy-fields.ts';

interface Props {
  /** What is changed; without it something is added. */
  readonly settings?: OfflineIdp;
  readonly isBusy: boolean;
  readonly failure: string | undefined;
  readonly close: () => void;
  readonly save: (wish: Omit<OfflineIdp, 'id'>) => Promise<void>;
}

type ProbeType = HealthProbe['type'];
const PROBES: readonly ProbeType[] = ['OIDC', 'HTTP', 'LDAP', 'SNS'];

/** The settings of a provider. The ranges are those of the server, which refuses what is beyond them. */
export function ProviderForm({ settings, isBusy, failure, close, save }: Props) {
  const [name, setName] = useState(settings?.name ?? '');
  const [label, setLabel] = useState(settings?.label ?? '');
  const [type, setType] = useState<ProbeType>(settings?.probe.type ?? 'OIDC');
  const [url, setUrl] = useState(settings === undefined || settings.probe.type === 'SNS' ? '' : settings.probe.url);
  const [startTls, setStartTls] = useState(settings?.probe.type === 'LDAP' && settings.probe.startTls);
  const [mode, setMode] = useState<FailoverMode>(settings?.mode ?? 'AUTOMATIC');
  const [policy, setPolicy] = useState<Readonly<Record<keyof HealthPolicy, string | number>>>(
    settings?.healthPolicy ?? healthPolicy.parse({}),
  );
  const [submitted, setSubmitted] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Whoever cannot see the form is led to what is wrong in it.
    if (submitted > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [submitted]);
  const probe = type === 'SNS' ? { type } : type === 'LDAP' ? { type, url: url.trim(), startTls } : { type, url: url.trim() };
  const wish = offlineIdpRequest.safeParse({ name: name.trim(), label: label.trim(), probe, mode, healthPolicy: policy });
  // Nobody is told what is missing before they had a chance to fill it in.
  const isWrong = (path: string) =>
    submitted > 0 && wish.error?.issues.some((issue) => issue.path.map(String).join('.').startsWith(path)) === true;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(submitted + 1);
    if (wish.success) void save(wish.data);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t('name')}
          description={t('nameHelp')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={isWrong('name') ? t('nameWrong') : undefined}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          required
          data-autofocus
        />
        <TextInput
          label={t('label')}
          description={t('labelHelp')}
          value={label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
          maxLength={128}
          autoComplete="off"
        />
        <Select
          label={t('probe')}
          data={PROBES.map((value) => ({ value, label: t(`probe_${value}`) }))}
          value={type}
          allowDeselect={false}
          onChange={(value) => setType(PROBES.find((one) => one === value) ?? type)}
        />
        {type === 'SNS' ? null : (
          <TextInput
            label={t('url')}
            description={`${t(`urlHelp_${type}`)} ${t('urlInside')}`}
            value={url}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
            error={isWrong('probe') ? t(type === 'LDAP' ? 'urlWrongLdap' : 'urlWrong') : undefined}
            maxLength={2_048}
            autoComplete="off"
            spellCheck={false}
            required
          />
        )}
        {type === 'LDAP' ? (
          <Checkbox label={t('startTls')} checked={startTls} onChange={({ currentTarget }) => setStartTls(currentTarget.checked)} />
        ) : null}
        <Select
          label={t('mode')}
          description={t(`modeHelp_${mode}`)}
          data={failoverMode.options.map((value) => ({ value, label: t(`mode_${value}`) }))}
          value={mode}
          allowDeselect={false}
          onChange={(value) => setMode(failoverMode.options.find((one) => one === value) ?? mode)}
        />
        <Fieldset legend={t('policy')}>
          <div className={classes.policy}>
            {POLICY_FIELDS.map((field) => (
              <NumberInput
                key={field.key}
                label={t(field.key)}
                description={rangeOf(field)}
                value={policy[field.key]}
                onChange={(value) => setPolicy({ ...policy, [field.key]: value })}
                error={isWrong(`healthPolicy.${field.key}`) ? t('outOfRange', { min: field.min, max: field.max }) : undefined}
                allowDecimal={false}
                allowNegative={false}
                hideControls
                required
              />
            ))}
          </div>
        </Fieldset>
        <DialogFailure text={failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} disabled={isBusy}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function rangeOf({ min, max, usual, isTime }: PolicyField): string {
  return isTime ? t('range', { min, max, usual, unit: t('seconds') }) : t('rangePlain', { min, max, usual });
}
