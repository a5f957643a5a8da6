import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { DialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { t } from './messages.ts';
import { nameProblem } from './name-problem.ts';
import { NameTaken } from './name-taken.ts';

/** Asks for a name of a journey and does something with it. What is wrong is said beside it; what the server says against it, above the buttons. */
export function NameForm({
  label,
  begin,
  taken,
  button,
  children,
  submit,
  work,
}: {
  readonly label: string;
  readonly begin: string;
  /** Names that cannot be had. */
  readonly taken: readonly string[];
  readonly button: string;
  readonly children?: ReactNode;
  readonly submit: (name: string) => Promise<void>;
  /** Of the dialog around it. */
  readonly work: DialogWork;
}) {
  const [typed, setTyped] = useState(begin);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const problem = nameProblem(typed, taken);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined) {
      field.current?.focus();
      return;
    }
    void work.run(async () => {
      setFailure(undefined);
      try {
        await submit(typed.trim());
      } catch (error) {
        setFailure(error instanceof NameTaken ? error.message : failureText(error));
      }
    });
  };
  const isTold = tried || (typed !== begin && typed !== '');
  const told = isTold ? problem : undefined;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          ref={field}
          label={label}
          value={typed}
          required
          withAsterisk={false}
          error={told}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
          autoComplete="off"
          data-autofocus
        />
        {children}
        {failure === undefined || failure === told ? null : (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={work.close} disabled={work.isBusy}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={work.isBusy}>
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
