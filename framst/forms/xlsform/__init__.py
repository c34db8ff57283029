"""Question sets as XLSForm workbooks (xlsform.org): read by `importing`, written by `exporting`.

How ours and theirs answer to each other:

===========================  =====================================================================
ours                         XLSForm
===========================  =====================================================================
title, introduction          settings: form_title; a ``note`` before the first group
section, text under it       ``begin_group`` (field-list), named ``section.<code>``; a ``note`` in it
one choice, scale            ``select_one`` (``framst_kind`` = scale for the scale)
several choices              ``select_multiple``
matrix                       ``begin_group`` (table-list) with one ``select_one <same list>`` a row,
                             named ``<question>.<row>``; or a ``label`` row and ``list-nolabel`` rows
number with unit             ``decimal``, ``integer``; ``framst_unit``
date, short and long text    ``date``; ``text``; ``text`` with appearance ``multiline``
not applicable               the choice ``framst_na``; for other kinds ``framst_not_applicable``
required, condition, help    ``required``; ``relevant`` (see `relevance`); ``hint``
minutes                      ``framst_minutes``
``or_other``                 a choice *Annat* and a short text shown for it, as pyxform itself makes it
===========================  =====================================================================

What else an XLSForm holds is listed by sheet and row for the author to accept, never dropped in silence.
"""

# The choice that stands for our "not applicable" in a list, and the columns of our own. Other tools let them be.
NOT_APPLICABLE = "framst_na"
KIND = "framst_kind"
UNIT = "framst_unit"
MINUTES = "framst_minutes"
MAY_BE_NOT_APPLICABLE = "framst_not_applicable"
SECTION = "section."
