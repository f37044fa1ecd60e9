"""Every address × every role: the status of each response.

A new route without a row fails the suite. 302 sends the public to sign in; 403 says why not; 404 is what the
role may not even know of; 405 is an address that only takes POST, and where that shows the page anew as it
refuses it leads there by 302.
"""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from rus_portal.core.acting import takes_only_what_is_sent
from rus_portal.demo.people import person_for
from tests.world import ROLES, addresses, make_world, routes

# address, stage of the meeting in it, and the answers to each of ROLES in order
TABLE = """
start                     |                       | 200 200 200 200 200 200 200 200 200
calendar                  |                       | 200 200 200 200 200 200 200 200 200
calendar_feed             |                       | 200 200 200 200 200 200 200 200 200
mine                      |                       | 302 200 200 200 200 200 200 200 200
counts                    |                       | 302 200 200 200 200 200 200 200 200
notes                     |                       | 302 200 200 200 200 200 200 200 200
note                      |                       | 302 404 404 200 404 404 404 404 404
note_removal              |                       | 302 405 405 405 405 405 405 405 405
calendar_address          |                       | 302 200 200 200 200 200 200 200 200
neighbour_choice          |                       | 302 200 200 200 200 200 200 200 200
mail_choice               |                       | 302 200 200 200 200 200 200 200 200
mail_unsubscribe          |                       | 200 200 200 200 200 200 200 200 200
guest                     |                       | 200 200 200 200 200 200 200 200 200
paper_request_of          |                       | 200 200 200 200 200 200 200 200 200
paper_handed              |                       | 200 200 200 200 200 200 200 200 200
paper_request             |                       | 302 200 404 404 404 404 404 404 404
paper_request_revocation  |                       | 302 405 405 405 405 405 405 405 405
search                    |                       | 200 200 200 200 200 200 200 200 200
search_feed               |                       | 200 200 200 200 200 200 200 200 200
search_alert              |                       | 200 200 200 200 200 200 200 200 200
search_alert_of           |                       | 200 200 200 200 200 200 200 200 200
search_alert_end          |                       | 200 200 200 200 200 200 200 200 200
positions                 |                       | 200 200 200 200 200 200 200 200 200
positions_atom            |                       | 200 200 200 200 200 200 200 200 200
positions_json            |                       | 200 200 200 200 200 200 200 200 200
positions_csv             |                       | 200 200 200 200 200 200 200 200 200
positions_xlsx            |                       | 200 200 200 200 200 200 200 200 200
position                  |                       | 200 200 200 200 200 200 200 200 200
position_pdf              |                       | 200 200 200 200 200 200 200 200 200
position_picture          |                       | 200 200 200 200 200 200 200 200 200
position_decisions        |                       | 302 200 403 403 403 200 403 403 403
position_follow_up        |                       | 302 200 403 403 403 200 403 403 403
position_review           |                       | 302 200 403 403 403 403 403 403 403
result_picture            |                       | 200 200 200 200 200 200 200 200 200
follow_up_new             |                       | 302 200 403 403 403 200 403 403 403
follow_up_change          |                       | 302 200 403 403 403 200 403 403 403
follow_up_taking_back     |                       | 302 200 403 403 403 200 403 403 403
position_stance           |                       | 302 403 403 200 200 403 403 403 403
position_stance_withdrawal|                       | 302 405 405 405 405 405 405 405 405
follow_up                 |                       | 200 200 200 200 200 200 200 200 200
follow_up_json            |                       | 200 200 200 200 200 200 200 200 200
follow_up_xlsx            |                       | 200 200 200 200 200 200 200 200 200
follow_up_report          |                       | 200 200 200 200 200 200 200 200 200
follow_up_report_pdf      |                       | 200 200 200 200 200 200 200 200 200
follow_up_report_docx     |                       | 200 200 200 200 200 200 200 200 200
follow_up_report_xlsx     |                       | 200 200 200 200 200 200 200 200 200
follow_up_rows            |                       | 200 200 200 200 200 200 200 200 200
consultations_csv         |                       | 200 200 200 200 200 200 200 200 200
consultations_json        |                       | 200 200 200 200 200 200 200 200 200
consultations_xlsx        |                       | 200 200 200 200 200 200 200 200 200
follow_up_atom            |                       | 200 200 200 200 200 200 200 200 200
follow_up_csv             |                       | 200 200 200 200 200 200 200 200 200
feedback_receipt          |                       | 200 200 200 200 200 200 200 200 200
feedback_all              | draft sent closed done| 302 200 403 403 403 403 403 403 403
feedback                  | draft sent closed     | 302 404 404 404 404 404 404 404 404
feedback                  | done                  | 302 200 404 404 404 200 404 404 404
feedback_docx             | draft sent closed     | 302 404 404 404 404 404 404 404 404
feedback_docx             | done                  | 302 200 404 404 404 200 404 404 404
councils                  |                       | 200 200 200 200 200 200 200 200 200
council                   |                       | 200 200 200 200 200 200 200 200 200
council_calendar          |                       | 200 200 200 200 200 200 200 200 200
council_pledge            |                       | 302 200 200 200 200 200 403 403 403
council_pledge_csv        |                       | 302 200 200 200 200 200 403 403 403
organisation              |                       | 200 200 200 200 200 200 200 200 200
council_meetings          |                       | 200 200 200 200 200 200 200 200 200
meeting_new               |                       | 302 200 403 403 403 403 403 403 403
meeting                   | draft sent closed done| 200 200 200 200 200 200 200 200 200
meeting_facts             | draft sent            | 302 200 403 403 403 403 403 403 403
meeting_facts             | closed done           | 302 403 403 403 403 403 403 403 403
meeting_cancellation      | draft sent            | 302 200 403 403 403 403 403 403 403
meeting_cancellation      | closed done           | 302 403 403 403 403 403 403 403 403
meeting_reinstatement     | draft sent closed done| 302 405 405 405 405 405 405 405 405
agenda                    | draft sent closed done| 302 200 403 403 403 403 403 403 403
agenda_order              | draft sent closed done| 302 302 302 302 302 302 302 302 302
agenda_approval           | draft sent closed done| 302 200 403 403 403 403 403 403 403
agenda_asking             | draft sent closed done| 302 405 405 405 405 405 405 405 405
agenda_change             | draft sent closed done| 302 302 302 302 302 302 302 302 302
agenda_versions           | draft                 | 302 403 403 403 403 403 403 403 403
agenda_versions           | sent closed done      | 302 200 200 200 200 200 403 403 403
summons                   | draft sent closed done| 302 200 403 403 403 403 403 403 403
summons_pdf               | draft                 | 404 200 404 404 404 404 404 404 404
summons_pdf               | sent closed           | 404 200 200 200 200 200 200 404 404
summons_pdf               | done                  | 200 200 200 200 200 200 200 200 200
reading                   | draft sent closed done| 302 405 405 405 405 405 405 405 405
reading_begin             | draft sent closed done| 302 302 302 302 302 302 302 302 302
bundle_pdf                | draft                 | 404 200 404 404 404 404 404 404 404
bundle_pdf                | sent closed           | 404 200 200 200 200 200 200 404 404
bundle_pdf                | done                  | 200 200 200 200 200 200 200 200 200
bundle_zip                | draft                 | 404 200 404 404 404 404 404 404 404
bundle_zip                | sent closed           | 404 200 200 200 200 200 200 404 404
bundle_zip                | done                  | 200 200 200 200 200 200 200 200 200
item_bundle_pdf           | draft                 | 404 200 404 404 404 404 200 404 404
item_bundle_pdf           | sent closed           | 404 200 200 200 200 200 200 404 404
item_bundle_pdf           | done                  | 200 200 200 200 200 200 200 200 200
item_bundle_zip           | draft closed done     | 404 404 404 404 404 404 404 404 404
item_bundle_zip           | sent                  | 404 200 200 200 200 200 200 404 404
answer                    | draft sent closed done| 302 200 200 200 200 200 403 403 403
answers                   | draft sent closed done| 302 200 403 403 403 403 403 403 403
answer_of_withdrawal      | draft sent closed done| 302 405 405 405 405 405 405 405 405
answer_of                 | draft sent closed done| 302 200 403 403 403 403 403 403 403
letters                   | draft sent closed done| 302 200 403 403 403 403 403 403 403
letter_resending          | sent done             | 302 405 405 405 405 405 405 405 405
meeting_documents         | draft sent closed done| 302 200 403 403 403 403 403 403 403
document                  | sent                  | 404 200 200 200 200 200 200 404 404
document_original         | sent                  | 404 200 200 200 200 200 200 404 404
papers                    | draft                 | 404 404 404 404 404 404 404 404 404
papers                    | sent                  | 404 200 200 200 200 200 200 404 404
papers                    | closed done           | 404 404 404 404 404 404 404 404 404
document_reading          | sent                  | 404 200 200 200 200 200 200 404 404
document_comparison       | sent                  | 404 404 404 404 404 404 404 404 404
document_copy             | sent                  | 404 200 200 200 200 200 200 404 404
document_facts            | sent                  | 302 200 403 403 403 403 403 404 404
document_versions         | sent                  | 302 200 403 403 403 403 403 404 404
document_notes            | sent                  | 302 200 200 200 200 200 200 404 404
document_removal          | sent                  | 302 405 405 405 405 405 405 405 405
paper_ask                 | sent                  | 404 200 200 200 200 200 200 404 404
item_new                  | draft sent            | 302 200 403 403 403 403 403 403 403
item_new                  | closed done           | 302 403 403 403 403 403 403 403 403
item                      | draft                 | 404 200 404 404 404 404 200 404 404
item                      | sent closed           | 404 200 200 200 200 200 200 404 404
item                      | done                  | 200 200 200 200 200 200 200 200 200
item_notes                | draft                 | 302 200 404 404 404 404 200 404 404
item_notes                | sent closed           | 302 200 200 200 200 200 200 404 404
item_notes                | done                  | 302 200 200 200 200 200 200 403 403
extract_pdf               | draft sent            | 404 404 404 404 404 404 404 404 404
extract_pdf               | closed                | 404 200 404 404 404 404 404 404 404
extract_pdf               | done                  | 200 200 200 200 200 200 200 200 200
item_texts                | draft                 | 302 200 404 404 404 404 403 404 404
item_texts                | sent                  | 302 200 403 403 403 403 403 404 404
item_texts                | closed                | 302 403 403 403 403 403 403 404 404
item_texts                | done                  | 302 403 403 403 403 403 403 403 403
item_documents            | draft                 | 302 200 404 404 404 404 403 404 404
item_documents            | sent closed           | 302 200 403 403 403 403 403 404 404
item_documents            | done                  | 302 200 403 403 403 403 403 403 403
item_guests               | draft                 | 302 200 404 404 404 404 403 404 404
item_guests               | sent closed           | 302 200 403 403 403 403 403 404 404
item_guests               | done                  | 302 200 403 403 403 403 403 403 403
item_lift                 | draft                 | 302 200 404 404 404 404 403 404 404
item_lift                 | sent                  | 302 200 403 403 403 403 403 404 404
item_lift                 | closed                | 302 403 403 403 403 403 403 404 404
item_lift                 | done                  | 302 403 403 403 403 403 403 403 403
lift_return               | sent                  | 302 405 405 405 405 405 405 405 405
item_placement            | draft sent closed done| 302 405 405 405 405 405 405 405 405
item_continuation         | draft                 | 302 404 404 404 404 404 403 404 404
item_continuation         | sent                  | 302 404 403 403 403 403 403 404 404
item_continuation         | closed                | 302 404 403 403 403 403 403 404 404
item_continuation         | done                  | 302 404 403 403 403 403 403 403 403
item_outcome              | draft                 | 302 403 404 404 404 404 403 404 404
item_outcome              | sent                  | 302 200 403 403 403 403 403 404 404
item_outcome              | closed                | 302 403 403 403 403 403 403 404 404
item_outcome              | done                  | 302 403 403 403 403 403 403 403 403
item_dissent              | draft                 | 302 403 404 404 404 404 403 404 404
item_dissent              | sent closed           | 302 403 200 200 200 403 403 404 404
item_dissent              | done                  | 302 403 403 403 403 403 403 403 403
item_stance               | draft                 | 302 404 404 404 404 404 403 404 404
item_stance               | sent closed           | 302 200 200 200 200 200 403 404 404
item_stance               | done                  | 302 200 200 200 200 200 403 403 403
stance_confirmation       | draft sent closed done| 302 405 405 405 405 405 405 405 405
stance_takeover           | draft sent closed done| 302 405 405 405 405 405 405 405 405
meeting_history           | draft sent closed done| 302 200 403 403 403 403 403 403 200
archive                   | draft sent closed done| 302 200 403 403 403 403 403 403 403
archive_package           | draft sent closed     | 302 403 403 403 403 403 403 403 403
archive_package           | done                  | 302 200 403 403 403 403 403 403 403
stances                   | draft sent closed done| 302 200 200 200 200 200 403 403 403
reminder                  | draft sent closed done| 302 200 403 403 403 403 403 403 403
stance_withdrawal         | draft sent closed done| 302 405 405 405 405 405 405 405 405
dissent_correction        | sent                  | 302 403 403 403 403 403 403 404 404
dissent_correction        | done                  | 302 403 403 403 403 403 403 403 403
item_statement            | draft                 | 302 200 404 404 404 404 403 404 404
item_statement            | sent closed           | 302 200 200 200 200 200 403 404 404
item_statement            | done                  | 302 200 200 200 200 200 403 403 403
statement_withdrawal      | sent                  | 302 405 405 405 405 405 405 405 405
dissent_withdrawal        | sent done             | 302 405 405 405 405 405 405 405 405
dissent_joining           | sent done             | 302 405 405 405 405 405 405 405 405
dissent_takeover          | sent done             | 302 405 405 405 405 405 405 405 405
guest_revocation          | sent                  | 302 405 405 405 405 405 405 405 405
sitting                   | draft closed done     | 302 403 403 403 403 403 403 403 403
sitting                   | sent                  | 302 200 403 403 403 403 403 403 403
sitting_item              | draft                 | 302 403 404 404 404 404 403 404 404
sitting_item              | sent                  | 302 200 403 403 403 403 403 404 404
sitting_item              | closed                | 302 403 403 403 403 403 403 404 404
sitting_item              | done                  | 302 403 403 403 403 403 403 403 403
sitting_turn              | draft sent closed done| 302 405 405 405 405 405 405 405 405
sitting_outcome           | draft                 | 302 403 404 404 404 404 403 404 404
sitting_outcome           | sent                  | 302 422 403 403 403 403 403 404 404
sitting_outcome           | closed                | 302 403 403 403 403 403 403 404 404
sitting_outcome           | done                  | 302 403 403 403 403 403 403 403 403
sitting_round             | draft sent closed done| 302 302 302 302 302 302 302 302 302
sitting_dissent           | draft sent closed done| 302 302 302 302 302 302 302 302 302
sitting_commitments       | draft sent closed done| 302 302 302 302 302 302 302 302 302
sitting_screen            | draft closed done     | 302 403 403 403 403 403 403 403 403
sitting_screen            | sent                  | 302 200 403 403 403 403 403 403 403
screen                    | draft closed done     | 404 404 404 404 404 404 404 404 404
screen                    | sent                  | 200 200 200 200 200 200 200 200 200
screen_now                | draft closed done     | 404 404 404 404 404 404 404 404 404
screen_now                | sent                  | 200 200 200 200 200 200 200 200 200
meeting_now               | draft sent closed done| 302 200 200 200 200 200 403 403 403
sitting_phrases           | draft sent closed done| 302 200 403 403 403 403 403 403 403
sitting_roll              | draft sent closed done| 302 302 302 302 302 302 302 302 302
sitting_comings           | draft sent closed done| 302 302 302 302 302 302 302 302 302
sitting_adjournments      | draft sent closed done| 302 302 302 302 302 302 302 302 302
attendance                | draft closed done     | 302 403 403 403 403 403 403 403 403
attendance                | sent                  | 302 200 403 403 403 403 403 403 403
formalities               | draft closed done     | 302 403 403 403 403 403 403 403 403
formalities               | sent                  | 302 200 403 403 403 403 403 403 403
closing                   | draft closed done     | 302 403 403 403 403 403 403 403 403
closing                   | sent                  | 302 200 403 403 403 403 403 403 403
reopening                 | draft sent closed done| 302 405 405 405 405 405 405 405 405
evaluation                | draft sent done       | 302 403 403 403 403 403 403 403 403
evaluation                | closed                | 302 403 403 200 403 403 403 403 403
evaluation_declining      | draft sent closed done| 302 405 405 405 405 405 405 405 405
minutes                   | draft sent            | 404 404 404 404 404 404 404 404 404
minutes                   | closed                | 404 200 404 404 404 404 404 404 404
minutes                   | done                  | 200 200 200 200 200 200 200 200 200
minutes_pdf               | draft sent            | 404 404 404 404 404 404 404 404 404
minutes_pdf               | closed                | 404 200 404 404 404 404 404 404 404
minutes_pdf               | done                  | 200 200 200 200 200 200 200 200 200
minutes_akn               | draft sent closed     | 404 404 404 404 404 404 404 404 404
minutes_akn               | done                  | 200 200 200 200 200 200 200 200 200
minutes_version           | draft sent            | 404 404 404 404 404 404 404 404 404
minutes_version           | closed                | 404 200 404 404 404 404 404 404 404
minutes_version           | done                  | 200 200 200 200 200 200 200 200 200
minutes_version_pdf       | draft sent            | 404 404 404 404 404 404 404 404 404
minutes_version_pdf       | closed                | 404 200 404 404 404 404 404 404 404
minutes_version_pdf       | done                  | 200 200 200 200 200 200 200 200 200
minutes_correction        | draft sent            | 302 404 404 404 404 404 404 404 404
minutes_correction        | closed                | 302 403 404 404 404 404 404 404 404
minutes_correction        | done                  | 302 200 403 403 403 403 403 403 403
minutes_abandonment       | draft sent closed done| 302 405 405 405 405 405 405 405 405
minutes_passage           | draft sent            | 302 404 404 404 404 404 404 404 404
minutes_passage           | closed                | 302 403 404 404 404 404 404 404 404
minutes_passage           | done                  | 302 403 403 403 403 403 403 403 403
minutes_sending           | draft sent closed done| 302 405 405 405 405 405 405 405 405
minutes_approval          | draft sent closed done| 302 405 405 405 405 405 405 405 405
minutes_printing          | draft sent            | 302 404 404 404 404 404 404 404 404
minutes_printing          | closed                | 302 403 404 404 404 404 404 404 404
minutes_printing          | done                  | 302 403 403 403 403 403 403 403 403
minutes_approver          | done                  | 302 403 403 403 403 403 403 403 403
minutes_change            | draft sent closed done| 302 302 302 302 302 302 302 302 302
minutes_wish              | done                  | 302 404 404 404 404 404 404 404 404
minutes_recall            | draft sent closed done| 302 405 405 405 405 405 405 405 405
minutes_publication       | draft sent            | 302 404 404 404 404 404 404 404 404
minutes_publication       | closed                | 302 403 404 404 404 404 404 404 404
minutes_publication       | done                  | 302 403 403 403 403 403 403 403 403
minutes_immediate         | draft sent closed done| 302 405 405 405 405 405 405 405 405
strategy                  |                       | 200 200 200 200 200 200 200 200 200
strategy_edition          |                       | 200 200 200 200 200 200 200 200 200
making                    |                       | 200 200 200 200 200 200 200 200 200
goal                      |                       | 200 200 200 200 200 200 200 200 200
strategy_new              |                       | 302 302 403 403 403 403 403 403 302
strategy_changes          |                       | 404 200 404 404 404 404 404 404 200
relinking                 |                       | 302 404 403 403 403 403 403 403 404
edition_relinking         |                       | 302 404 403 403 403 403 403 403 404
strategy_update           |                       | 302 200 403 403 403 403 403 403 200
strategy_review           |                       | 302 200 403 403 403 403 403 403 200
strategy_removal          |                       | 302 405 405 405 405 405 405 405 405
strategy_goal             |                       | 302 200 403 403 403 403 403 403 200
strategy_goal_return      |                       | 302 405 405 405 405 405 405 405 405
perspective               |                       | 200 200 200 200 200 200 200 200 200
plan                      |                       | 200 200 200 200 200 200 200 200 200
plan_undated              |                       | 200 200 200 200 200 200 200 200 200
plan_edition              |                       | 404 404 404 404 404 404 404 404 404
edition_adoption          |                       | 302 403 403 403 403 403 403 403 403
adoption_undated          |                       | 302 200 403 403 403 403 403 403 200
edition_new               |                       | 302 302 403 403 403 403 403 403 302
edition_changes           |                       | 404 200 404 404 404 404 404 404 200
edition_update            |                       | 302 200 403 403 403 403 403 403 200
edition_review            |                       | 302 200 403 403 403 403 403 403 200
consultation_new          |                       | 302 200 403 403 403 403 403 403 200
consultation              |                       | 200 200 200 200 200 200 200 200 200
consultation_closing      |                       | 302 200 403 403 403 403 403 403 200
consultation_change       |                       | 302 200 403 403 403 403 403 403 200
consultation_draft        |                       | 404 200 404 200 200 200 404 404 200
consultation_answer       |                       | 302 403 403 403 403 200 403 403 403
consultation_file         |                       | 404 200 404 404 404 200 404 404 404
edition_removal           |                       | 302 405 405 405 405 405 405 405 405
edition_area              |                       | 302 200 403 403 403 403 403 403 200
edition_return            |                       | 302 405 405 405 405 405 405 405 405
advocacy                  |                       | 200 200 200 200 200 200 200 200 200
indicators                |                       | 200 200 200 200 200 200 200 200 200
advocacy_csv              |                       | 200 200 200 200 200 200 200 200 200
advocacy_json             |                       | 200 200 200 200 200 200 200 200 200
advocacy_xlsx             |                       | 200 200 200 200 200 200 200 200 200
plans_csv                 |                       | 200 200 200 200 200 200 200 200 200
plans_json                |                       | 200 200 200 200 200 200 200 200 200
plans_xlsx                |                       | 200 200 200 200 200 200 200 200 200
strategies_csv            |                       | 200 200 200 200 200 200 200 200 200
strategies_json           |                       | 200 200 200 200 200 200 200 200 200
strategies_xlsx           |                       | 200 200 200 200 200 200 200 200 200
indicators_csv            |                       | 200 200 200 200 200 200 200 200 200
indicators_json           |                       | 200 200 200 200 200 200 200 200 200
indicators_xlsx           |                       | 200 200 200 200 200 200 200 200 200
indicator                 |                       | 200 200 200 200 200 200 200 200 200
indicator_csv             |                       | 200 200 200 200 200 200 200 200 200
indicator_json            |                       | 200 200 200 200 200 200 200 200 200
indicator_xlsx            |                       | 200 200 200 200 200 200 200 200 200
indicator_reading         |                       | 302 200 403 403 403 403 403 403 200
indicator_import          |                       | 302 200 403 403 403 403 403 403 200
indicator_withdrawal      |                       | 302 405 405 405 405 405 405 405 405
focus_area                |                       | 200 200 200 200 200 200 200 200 200
proposals                 |                       | 302 200 200 200 200 200 200 200 200
proposal_new              |                       | 302 200 200 200 200 200 200 200 200
proposal                  |                       | 302 200 404 404 404 200 200 404 404
proposal_texts            |                       | 302 200 404 404 404 200 403 404 404
proposal_documents        |                       | 302 200 404 404 404 200 403 404 404
proposal_document         |                       | 302 200 404 404 404 200 200 404 404
proposal_document_original|                       | 302 200 404 404 404 200 200 404 404
proposal_document_removal |                       | 302 405 405 405 405 405 405 405 405
proposal_comments         |                       | 302 302 404 404 404 302 302 404 404
proposal_place            |                       | 302 405 405 405 405 405 405 405 405
proposal_merging          |                       | 302 200 404 404 404 403 200 404 404
proposal_withdrawal       |                       | 302 200 404 404 404 200 403 404 404
board                     |                       | 302 200 403 403 403 403 200 403 403
office                    |                       | 302 200 403 403 403 403 403 403 200
recurring_items           |                       | 302 200 403 403 403 403 403 403 403
recurring_new             |                       | 302 200 403 403 403 403 403 403 403
recurring                 |                       | 302 200 403 403 403 403 403 403 403
recurring_removal         |                       | 302 405 405 405 405 405 405 405 405
year                      |                       | 302 200 200 200 200 200 200 200 200
year_of                   |                       | 302 200 200 200 200 200 200 200 200
year_pdf                  |                       | 302 200 200 200 200 200 200 200 200
year_calendar             |                       | 302 200 200 200 200 200 200 200 200
neighbours                |                       | 302 403 403 403 403 403 403 403 200
neighbour_removal         |                       | 302 405 405 405 405 405 405 405 405
retellings                |                       | 302 200 403 403 403 403 403 403 403
retelling_xlsx            |                       | 302 200 403 403 403 403 403 403 403
retelling_csv             |                       | 302 200 403 403 403 403 403 403 403
retelling                 |                       | 302 200 403 403 403 403 403 403 403
retelling_entry           |                       | 302 405 405 405 405 405 405 405 405
retelling_undoing         |                       | 302 405 405 405 405 405 405 405 405
retelling_removal         |                       | 302 405 405 405 405 405 405 405 405
year_planning             |                       | 302 200 403 403 403 403 403 403 403
sign_in                   |                       | 200 302 302 302 302 302 302 302 302
sign_out                  |                       | 302 302 302 302 302 302 302 302 302
account                   |                       | 302 200 200 200 200 200 200 200 200
reserve_codes             |                       | 302 302 302 302 302 302 302 302 302
seats                     |                       | 302 200 403 403 403 403 403 403 200
seat_new                  |                       | 302 200 403 403 403 403 403 403 200
seat                      |                       | 302 200 403 403 403 403 403 403 200
seat_facts                |                       | 302 200 403 403 403 403 403 403 200
seat_removal              |                       | 302 200 403 403 403 403 403 403 200
appointment_new           |                       | 302 200 403 403 403 403 403 403 200
appointment               |                       | 302 200 403 403 403 403 403 403 200
appointment_end           |                       | 302 200 403 403 403 403 403 403 200
appointment_cancellation  |                       | 302 200 403 403 403 403 403 403 200
mandate                   |                       | 302 200 403 403 403 403 403 403 200
mandate_seats             |                       | 302 422 403 403 403 403 403 403 422
mandate_saving            |                       | 302 302 403 403 403 403 403 403 302
mandate_xlsx              |                       | 302 404 403 403 403 403 403 403 404
mandate_csv               |                       | 302 404 403 403 403 403 403 403 404
people                    |                       | 302 200 403 403 403 403 403 403 200
person                    |                       | 302 403 403 200 403 403 403 403 200
person_facts              |                       | 302 200 403 403 403 403 403 403 200
person_export             |                       | 302 403 403 302 403 403 403 403 302
person_erasure            |                       | 302 403 403 403 403 403 403 403 200
person_invitation         |                       | 302 405 405 405 405 405 405 405 405
person_new_account        |                       | 302 405 405 405 405 405 405 405 405
basics                    |                       | 302 200 403 403 403 403 403 403 200
basics_list               |                       | 302 200 403 403 403 403 403 403 200
basics_new                |                       | 302 200 403 403 403 403 403 403 200
basics_thing              |                       | 302 200 403 403 403 403 403 403 200
basics_removal            |                       | 302 200 403 403 403 403 403 403 200
journal                   |                       | 302 200 403 403 403 403 403 403 200
journal_csv               |                       | 302 200 403 403 403 403 403 403 200
sign_ins                  |                       | 302 403 403 403 403 403 403 403 200
barriers                  |                       | 302 200 403 403 403 403 403 403 200
demo                      |                       | 404 404 404 404 404 404 404 404 404
help                      |                       | 200 200 200 200 200 200 200 200 200
hint_closing              |                       | 302 405 405 405 405 405 405 405 405
help_page                 |                       | 200 200 200 200 200 200 200 200 200
about                     |                       | 200 200 200 200 200 200 200 200 200
accessibility             |                       | 200 200 200 200 200 200 200 200 200
barrier                   |                       | 200 200 200 200 200 200 200 200 200
personal_data             |                       | 200 200 200 200 200 200 200 200 200
site_map                  |                       | 200 200 200 200 200 200 200 200 200
registry                  |                       | 302 200 403 403 403 403 403 403 200
registry_csv              |                       | 302 422 403 403 403 403 403 403 422
integrations              |                       | 302 302 302 302 302 302 302 302 302
integration_revocation    |                       | 302 405 405 405 405 405 405 405 405
registry_feed             |                       | 401 401 401 401 401 401 401 401 401
retention                 |                       | 200 200 200 200 200 200 200 200 200
sitemap                   |                       | 200 200 200 200 200 200 200 200 200
sitemap_part              |                       | 200 200 200 200 200 200 200 200 200
robots                    |                       | 200 200 200 200 200 200 200 200 200
catalogue_ttl             |                       | 200 200 200 200 200 200 200 200 200
catalogue_rdf             |                       | 200 200 200 200 200 200 200 200 200
open_data                 |                       | 200 200 200 200 200 200 200 200 200
openapi                   |                       | 200 200 200 200 200 200 200 200 200
oparl                     |                       | 200 200 200 200 200 200 200 200 200
oparl_list                |                       | 200 200 200 200 200 200 200 200 200
oparl_object              |                       | 200 200 200 200 200 200 200 200 200
oparl_own_list            |                       | 200 200 200 200 200 200 200 200 200
api                       |                       | 404 404 404 404 404 404 404 404 404
api_nothing               |                       | 404 404 404 404 404 404 404 404 404
verification              |                       | 200 200 200 200 200 200 200 200 200
verification_of           |                       | 200 200 200 200 200 200 200 200 200
offline                   |                       | 200 200 200 200 200 200 200 200 200
offline_still_open        |                       | 405 405 405 405 405 405 405 405 405
offline_worker            |                       | 200 200 200 200 200 200 200 200 200
pasted                    |                       | 302 405 405 405 405 405 405 405 405
operation                 |                       | 302 403 403 403 403 403 403 403 200
operation_trial           |                       | 302 405 405 405 405 405 405 405 405
health_process            |                       | 200 200 200 200 200 200 200 200 200
health_parts              |                       | 404 404 404 404 404 404 404 404 404
figures                   |                       | 404 404 404 404 404 404 404 404 404
health                    |                       | 200 200 200 200 200 200 200 200 200
"""

EXPECTED = {
    (name, stage): tuple(map(int, answers.split()))
    for name, stages, answers in (row.split("|") for row in TABLE.split("\n") if row.strip())
    for name in [name.strip()]
    for stage in stages.split() or [""]
}


@pytest.fixture
def clients(db):
    found = {}
    for role, person in ROLES.items():
        found[role] = Client()
        if person:
            found[role].force_login(person_for(person))
    return found


BY_GET = re.compile(rb"<form(?![^>]*method=.post)[^>]*>.*?</form>", re.DOTALL)


def status(client, address):
    """What is asked by GET stands in the address, for anyone who looks there: no token does."""
    response = client.get(address)
    for form in BY_GET.findall(response.getvalue()):
        assert b"csrfmiddlewaretoken" not in form, address
    return response.status_code


def answers(clients, walked, asked):
    """What each address answers those of `asked`, in their order."""
    return {place: tuple(status(clients[role], walked[place]) for role in asked[place]) for place in asked}


def walk():
    world = make_world()
    walked = {}
    for name in routes():
        found = addresses(world, name)
        assert found, f"{name} cannot be walked"
        for stage, address in found.items():
            assert address.isascii()
            assert address == address.lower() or name in world.tokens
            walked[name, stage] = address
    assert walked.keys() == EXPECTED.keys()
    return walked


def test_it_is_known_which_addresses_take_only_what_is_sent():
    """No page that says what happened meanwhile leads to one."""
    views = {
        name: next(each.callback for each in patterns_of(get_resolver()) if each.name == name)
        for name, _ in EXPECTED
    }
    found = {name for name, view in views.items() if takes_only_what_is_sent(view)}
    told = {name for (name, _), expected in EXPECTED.items() if 405 in expected}
    assert found == told - {"offline_still_open"}  # which no page asks


def patterns_of(resolver):
    for each in resolver.url_patterns:
        yield from patterns_of(each) if isinstance(each, URLResolver) else [each]


def turns(expected):
    """The roles that are answered in another way than the one before."""
    before = (None, *expected)
    return [role for role, now, then in zip(ROLES, expected, before, strict=False) if now != then]


def test_every_address_answers_as_the_table_says_where_the_answer_turns(clients):
    asked = {place: turns(expected) for place, expected in EXPECTED.items()}
    told = {
        place: tuple(answer for role, answer in zip(ROLES, expected, strict=True) if role in asked[place])
        for place, expected in EXPECTED.items()
    }
    assert answers(clients, walk(), asked) == told


@pytest.mark.evidence
def test_every_address_answers_every_role_as_the_table_says(clients):
    assert answers(clients, walk(), dict.fromkeys(EXPECTED, ROLES)) == EXPECTED
