import { Accordion, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconMail, IconMessage, IconPhone } from '@tabler/icons-react';
import type { KeptMessageView } from '@waygate/schema';
import { momentText } from '../traces/time-text.ts';
import classes from './messages.module.css';
import { t } from './messages.ts';

const ICONS = { sms: IconMessage, voice: IconPhone, email: IconMail } as const;

/** Messages, newest first; each opens to what it says. */
export function MessageList({ messages }: { readonly messages: readonly KeptMessageView[] }) {
  return (
    <section aria-label={t('list')}>
      <Accordion variant="separated" multiple order={2} chevronPosition="left">
        {messages.map((message) => (
          <Accordion.Item key={message.id} value={message.id} className={classes.message}>
            <Accordion.Control>
              <Group gap="xs" justify="space-between">
                <Group gap="xs" wrap="nowrap" className={classes.label}>
                  <WayIcon channel={message.channel} />
                  <span>{t('label', { way: t(message.channel), to: message.to })}</span>
                </Group>
                <Text component="span" size="sm" c="dimmed">
                  {momentText(message.at)}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="xs">
                {message.subject === undefined || message.subject === '' ? null : (
                  <Text size="sm">
                    {t('subject')}: <strong>{message.subject}</strong>
                  </Text>
                )}
                <p className={classes.text}>{message.text}</p>
                <Group justify="space-between">
                  <CopyButton value={message.text}>
                    {({ copied, copy }) => (
                      <Button
                        variant="default"
                        size="xs"
                        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
                        onClick={copy}
                      >
                        {copied ? t('copied') : t('copy')}
                      </Button>
                    )}
                  </CopyButton>
                  <Text size="xs" c="dimmed">
                    {t('until', { time: momentText(message.expiresAt) })}
                  </Text>
                </Group>
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}

function WayIcon({ channel }: Pick<KeptMessageView, 'channel'>) {
  const Icon = ICONS[channel];
  return <Icon size={18} className={classes.icon} aria-hidden />;
}
