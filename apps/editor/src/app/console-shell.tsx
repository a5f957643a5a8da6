import { ActionIcon, Anchor, AppShell, Burger, Group, Menu, NavLink, Select, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconActivity,
  IconDeviceDesktop,
  IconHistory,
  IconLogout,
  IconMessage,
  IconMoon,
  IconPlugConnectedX,
  IconRoute,
  IconSun,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link, Outlet, useLocation, useNavigate, useParams } from 'react-router';
import { type UnsentWork, unsentWork } from '../editor/local-backup.ts';
import { useAdministrator } from './admin.tsx';
import classes from './console-shell.module.css';
import { t } from './messages.ts';
import { paths, realmOfSegment } from './paths.ts';
import { endSession, leaveConsole, SignOutDialog } from './sign-out-dialog.tsx';

/** The frame around every page of the console but the canvas, which has one of its own. */
export function ConsoleShell() {
  const [opened, { toggle, close }] = useDisclosure();
  const { realms } = useAdministrator();
  const { realm: parameter } = useParams();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const realm = realmOfSegment(parameter);
  // After the realm, which may be called as a part of the console is.
  const isAt = (part: string) => pathname.split('/')[4] === part;
  const partOf = (next: string) => {
    if (isAt('sign-ons')) return paths.traces(next);
    if (isAt('people')) return paths.people(next);
    if (isAt('continuity')) return paths.continuity(next);
    if (isAt('audit')) return paths.audit(next);
    return isAt('messages') ? paths.messages(next) : paths.journeys(next);
  };
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding="md">
      <AppShell.Header>
        <a className={classes.skip} href="#content">
          {t('skip')}
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
            <Anchor component={Link} to="/admin" underline="never" c="var(--text)" fw={700}>
              Waygate
            </Anchor>
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <Select
          label={t('realm')}
          data={realms.map(({ path }) => ({ value: path, label: path === '/' ? t('rootRealm') : path.slice(1) }))}
          value={realm}
          allowDeselect={false}
          onChange={(next) => {
            if (next !== null) void navigate(partOf(next));
            close();
          }}
          mb="sm"
        />
        <NavLink
          component={Link}
          to={paths.journeys(realm)}
          label={t('journeys')}
          leftSection={<IconRoute size={18} aria-hidden />}
          active={isAt('journeys')}
          onClick={close}
        />
        <NavLink
          component={Link}
          to={paths.traces(realm)}
          label={t('signOns')}
          leftSection={<IconActivity size={18} aria-hidden />}
          active={isAt('sign-ons')}
          onClick={close}
        />
        <NavLink
          component={Link}
          to={paths.people(realm)}
          label={t('people')}
          leftSection={<IconUsers size={18} aria-hidden />}
          active={isAt('people')}
          onClick={close}
        />
        <NavLink
          component={Link}
          to={paths.messages(realm)}
          label={t('messages')}
          leftSection={<IconMessage size={18} aria-hidden />}
          active={isAt('messages')}
          onClick={close}
        />
        <NavLink
          component={Link}
          to={paths.continuity(realm)}
          label={t('continuity')}
          leftSection={<IconPlugConnectedX size={18} aria-hidden />}
          active={isAt('continuity')}
          onClick={close}
        />
        <NavLink
          component={Link}
          to={paths.audit(realm)}
          label={t('audit')}
          leftSection={<IconHistory size={18} aria-hidden />}
          active={isAt('audit')}
          onClick={close}
        />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** Who is signed on, the colours, and the way out. */
export function AccountMenu() {
  const { username } = useAdministrator();
  const { setColorScheme } = useMantineColorScheme();
  const [asked, setAsked] = useState<{ readonly unsent: readonly UnsentWork[]; readonly hasFailed: boolean }>();
  const signOut = async () => {
    const unsent = unsentWork(username);
    if (unsent.length > 0) return setAsked({ unsent, hasFailed: false });
    return (await endSession()) ? leaveConsole() : setAsked({ unsent, hasFailed: true });
  };
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('signedOnAs', { name: username })}>
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text size="sm">{t('signedOnAs', { name: username })}</Text>
          </Menu.Label>
          <Menu.Item component="a" href="/account" leftSection={<IconUser size={16} aria-hidden />}>
            {t('account')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {t('signOut')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('scheme')}</Menu.Label>
          <Menu.Item leftSection={<IconSun size={16} aria-hidden />} onClick={() => setColorScheme('light')}>
            {t('light')}
          </Menu.Item>
          <Menu.Item leftSection={<IconMoon size={16} aria-hidden />} onClick={() => setColorScheme('dark')}>
            {t('dark')}
          </Menu.Item>
          <Menu.Item leftSection={<IconDeviceDesktop size={16} aria-hidden />} onClick={() => setColorScheme('auto')}>
            {t('system')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === undefined ? null : <SignOutDialog {...asked} close={() => setAsked(undefined)} />}
    </>
  );
}
