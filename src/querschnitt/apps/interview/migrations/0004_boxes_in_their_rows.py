"""Keep a box in its row: it is read with it and written anew with each page, and nothing can be gained by compressing it.

A row has room beside it for its next version, so that writing one touches no index.
"""

from django.db import migrations

ROWS = "ALTER TABLE interview_interview SET (toast_tuple_target = 8160, fillfactor = 50)"
BOX = "ALTER TABLE interview_interview ALTER COLUMN box SET STORAGE EXTERNAL"


class Migration(migrations.Migration):

    dependencies = [("interview", "0003_one_box_and_wishes")]

    operations = [
        migrations.RunSQL(ROWS, "ALTER TABLE interview_interview RESET (toast_tuple_target, fillfactor)"),
        migrations.RunSQL(BOX, "ALTER TABLE interview_interview ALTER COLUMN box SET STORAGE EXTENDED"),
    ]
