"""Recovery sheets for tests that need no vault."""

from datetime import date

from desktop.ids import VaultId
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.workflow.recovery_sheets import sheets_of


def example_sheets(plan: RecoveryPlan = RecoveryPlan.TWO_OF_THREE) -> tuple[RecoverySheet, ...]:
    """Return a set whose keys have the form of real ones and open nothing."""
    rest = "EF0H-JKMN-PQRS-1VWX-YZ01-2345" + ("-6789" if plan.shares > 1 else "")
    return sheets_of(
        [f"{index}ABC-{rest}" for index in range(1, plan.shares + 1)],
        practice="Meddygfa Bryn Celyn",
        vault_id=VaultId("v-7de0727a9e07dd96e7b30dbf7c162b0a"),
        made_on=date(2026, 11, 26),
        plan=plan,
    )
