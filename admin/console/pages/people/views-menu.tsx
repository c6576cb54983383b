import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Input,
  Menu,
  MenuButton,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useUsername } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { longestViewName, mostViews, readViews, removeView, saveView } from './saved-views.ts'

/** The views that the signed-in account keeps in this browser: a filter and an order each. `address` is the one on screen. */
export function ViewsMenu({ address }: { address: string }): ReactElement {
  const { say } = useWords()
  const [, navigate] = useLocation()
  const username = useUsername()
  const [views, setViews] = useState(() => readViews(localStorage, username))
  const [isSaving, setIsSaving] = useState(false)
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton>{say('views/button')}</MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {views.length === 0 && <MenuItem disabled>{say('views/none')}</MenuItem>}
            {views.map((view) => (
              <MenuItem key={view.name} onClick={() => navigate(view.address)}>
                {view.name}
              </MenuItem>
            ))}
            <MenuDivider />
            <MenuItem onClick={() => setIsSaving(true)}>{say('views/save')}</MenuItem>
            {views.length > 0 && (
              <MenuGroup>
                <MenuGroupHeader>{say('views/remove')}</MenuGroupHeader>
                {views.map(({ name }) => (
                  <MenuItem key={name} onClick={() => setViews(removeView(localStorage, username, name))}>
                    {say('views/remove-one', { name })}
                  </MenuItem>
                ))}
              </MenuGroup>
            )}
          </MenuList>
        </MenuPopover>
      </Menu>
      <SaveDialog
        isOpen={isSaving}
        isFull={views.length >= mostViews}
        onClose={() => setIsSaving(false)}
        onSave={(name) => setViews(saveView(localStorage, username, { name, address }))}
      />
    </>
  )
}

type SaveDialogProps = {
  readonly isOpen: boolean
  readonly isFull: boolean
  readonly onClose: () => void
  readonly onSave: (name: string) => void
}

function SaveDialog({ isOpen, isFull, onClose, onSave }: SaveDialogProps): ReactElement {
  const { say, toNumber } = useWords()
  const [name, setName] = useState('')
  const close = (): void => {
    setName('')
    onClose()
  }
  return (
    <Dialog open={isOpen} onOpenChange={(_event, { open }) => !open && close()}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            onSave(name)
            close()
          }}
        >
          <DialogBody>
            <DialogTitle>{say('views/title')}</DialogTitle>
            <DialogContent className="dialog-content">
              <p>{say('views/meaning')}</p>
              {isFull && <p>{say('views/full', { most: toNumber(mostViews) })}</p>}
              <Field label={say('views/name')}>
                <Input
                  value={name}
                  maxLength={longestViewName}
                  onChange={(_event, { value }) => setName(value)}
                />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button appearance="primary" type="submit" disabled={name.trim() === '' || isFull}>
                {say('do/save')}
              </Button>
              <DialogTrigger disableButtonEnhancement>
                <Button>{say('do/cancel')}</Button>
              </DialogTrigger>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
