package dev.cordon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.gateway.RequestReader.Read;
import dev.cordon.gateway.RequestReader.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real agents send passes byte for byte; what reaches past the conversation does not (C23, C25, C27). */
class RequestReaderTest {
    private static final String RESPONSES = "/v1/responses";
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private final RequestReader reader = new RequestReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // As codex 0.169 asks.
                "{'model':'m','store':false,'stream':true,'tool_choice':'auto','include':['reasoning.encrypted_content'],"
                        + "'input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'see https://x'}]}],"
                        + "'tools':[{'type':'function','name':'exec_command','parameters':{'properties':{'file_id':{}}}},"
                        + "{'type':'namespace','name':'agents','tools':[{'type':'function','name':'close_agent'}]},"
                        + "{'type':'custom','name':'apply_patch'},{'type':'local_shell'},{'type':'shell'},{'type':'apply_patch'}]}",
                "{'model':'m','store':false,'input':'just text'}",
                "{'model':'m','store':false,'previous_response_id':null,'background':false,'input':[{'role':'user','content':'x'},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c','output':[{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]}]}",
                "{'model':'m','store':false,'tools':[{'type':'shell','environment':{'type':'local'}}]}"
            })
    void responsesWithinTheirConversation_passUnchanged(String asked) {
        assertThat(passed(Provider.OPENAI, RESPONSES, asked)).isEqualTo(json(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // As opencode 1.18 asks.
                "{'model':'m','max_tokens':32000,'stream_options':{'include_usage':true},'tool_choice':'auto',"
                        + "'messages':[{'role':'system','content':'x'},{'role':'user','content':[{'type':'text','text':'x'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}},{'type':'file','file':{'file_data':'AA'}}]},"
                        + "{'role':'assistant','tool_calls':[{'type':'function','function':{'name':'f','arguments':'{}'}}]}],"
                        + "'tools':[{'type':'function','function':{'name':'bash','parameters':{'properties':{'image_url':{'type':'string'}}}}}]}",
                "{'model':'m','store':false,'messages':[]}"
            })
    void chatsWithinTheirConversation_passUnchanged(String asked) {
        assertThat(passed(Provider.OPENAI, CHAT, asked)).isEqualTo(json(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // As Claude Code 2.1 asks.
                "{'model':'m','max_tokens':9,'metadata':{'user_id':'x'},'thinking':{'type':'adaptive'},'system':[{'type':'text','text':'x'}],"
                        + "'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':'all'}]},"
                        + "'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'WebFetch',"
                        + "'input':{'url':'https://x','file_id':'y','source':{'url':'https://x'}}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'image',"
                        + "'source':{'type':'base64','media_type':'image/png','data':'AA'}}]},"
                        + "{'type':'search_result','source':'https://x','title':'x','content':[]}]}],"
                        + "'tools':[{'name':'Bash','input_schema':{}},{'type':'custom','name':'x'},{'type':'bash_20250124','name':'bash'},"
                        + "{'type':'text_editor_20250728','name':'e'},{'type':'memory_20250818','name':'memory'},"
                        + "{'type':'computer_20250124','name':'c'},{'type':'tool_search_tool_regex_20251119','name':'s'}]}"
            })
    void messagesWithinTheirConversation_passUnchanged(String asked) {
        assertThat(passed(Provider.ANTHROPIC, MESSAGES, asked)).isEqualTo(json(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tools':[{'type':'mcp','server_url':'https://evil'}]",
                "'Tools':[{'TYPE':'mcp','server_url':'https://evil'}]",
                "'tools':[{'type':'code_interpreter','container':{'type':'auto'}}]",
                "'tools':[{'type':'file_search','vector_store_ids':['vs']}]",
                "'tools':[{'type':'shell','environment':{'type':'container_auto'}}]",
                "'tools':[{'type':'namespace','name':'n','tools':[{'type':'mcp','server_url':'https://evil'}]}]",
                "'tools':[{'type':'namespace','name':'n','tools':[{'type':'web_search'}]}]",
                "'tools':[{'type':'something_new'}]",
                "'tools':[{'type':['mcp']}]",
                "'tools':[{'type':'function','Type':'mcp','server_url':'https://evil'}]",
                "'tools':[{'server_url':'https://evil'}]",
                "'tools':{'type':'mcp'}",
                "'web_search_options':{'search_context_size':'low'}",
                "'plugins':[{'id':'web'}]",
            })
    void toolsThatTheProviderCarriesOut_areRefused(String field) {
        assertThat(refused(Provider.OPENAI, RESPONSES, "{'model':'m'," + field + "}"))
                .isEqualTo(Refusal.TOOL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'mcp_servers':[{'type':'url','url':'https://evil'}]",
                "'tools':[{'type':'web_fetch_20250910','name':'web_fetch'}]",
                "'tools':[{'type':'code_execution_20250825','name':'x'}]",
                "'tools':[{'type':'mcp_toolset','mcp_server_name':'x'}]",
            })
    void anthropicsToo(String field) {
        assertThat(refused(Provider.ANTHROPIC, MESSAGES, "{'model':'m'," + field + "}"))
                .isEqualTo(Refusal.TOOL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'previous_response_id':'resp_1'",
                "'PREVIOUS_RESPONSE_ID':'resp_1'",
                "'previou\u017f_response_id':'resp_1'",
                "'conversation':{'id':'conv_1'}",
                "'prompt':{'id':'pmpt_1'}",
                "'background':true",
                "'container':'cntr_1'",
                "'input':[{'type':'item_reference','id':'msg_1'}]",
                "'input':[{'id':'msg_1'}]",
                "'input':[{'role':'user','content':[{'type':'input_file','file_id':'file-1'}]}]",
                "'input':[{'role':'user','content':[{'type':'input_image','file_id':'file-1'}]}]",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]}]",
                "'messages':[{'role':'assistant','audio':{'id':'audio_1'}}]",
                "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'container_upload','file_id':'f'}]}]",
            })
    void handlesIntoWhatTheProviderKeeps_areRefused(String field) {
        assertThat(refused(Provider.OPENAI, RESPONSES, "{'model':'m'," + field + "}"))
                .isEqualTo(Refusal.HANDLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://evil/x.png'}]}]",
                "'input':[{'role':'user','content':[{'type':'input_file','file_url':'https://evil/x.pdf'}]}]",
                "'input':[{'type':'computer_call_output','output':{'type':'computer_screenshot','image_url':'http://evil'}}]",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://evil/x.png'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://evil'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'tool_result','content':[{'type':'document','source':{'type':'url','url':'https://evil'}}]}]}]",
            })
    void addressesForTheProviderToFetch_areRefused(String field) {
        assertThat(refused(Provider.ANTHROPIC, MESSAGES, "{'model':'m'," + field + "}"))
                .isEqualTo(Refusal.ADDRESS);
    }

    @Test
    void partThatServersReadDifferently_isRefused() {
        assertThat(refused(
                        Provider.ANTHROPIC,
                        MESSAGES,
                        "{'model':'m','messages':[{'role':'user','content':[{'type':'text','Type':'x'}]}]}"))
                .isEqualTo(Refusal.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'models':['a','b']", "'fallbacks':[{'model':'b'}]"})
    void furtherModels_areRefused(String field) {
        assertThat(refused(Provider.OPENAI, CHAT, "{'model':'m'," + field + "}"))
                .isEqualTo(Refusal.OTHER_MODEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "no json",
                "{'model':'m'} {}",
                "{'model':'m','model':'n'}",
                "{'model':'m','Model':'n'}",
                "{'model':'m','messages':[{'role':'user','role':'x'}]}"
            })
    void whatCanBeReadInTwoWays_isNotReadAtAll(String asked) {
        assertThat(reader.read(Provider.OPENAI, CHAT, bytes(asked))).isInstanceOf(Verdict.Malformed.class);
    }

    @Test
    void otherEncodingsOfText_areNotReadAtAll() {
        byte[] wide = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(reader.read(Provider.OPENAI, CHAT, wide)).isInstanceOf(Verdict.Malformed.class);
    }

    @Test
    void countlessParts_areNotReadAtAll() {
        String asked = "{'model':'m','messages':[" + "[],".repeat(Json.MOST_TOKENS) + "[]]}";
        assertThat(reader.read(Provider.OPENAI, CHAT, bytes(asked))).isInstanceOf(Verdict.Malformed.class);
    }

    @Test
    void answerThatWouldBeKept_isNot() {
        assertThat(passed(Provider.OPENAI, RESPONSES, "{'model':'m','input':'x'}"))
                .isEqualTo(json("{'model':'m','input':'x','store':false}"));
        assertThat(passed(Provider.OPENAI, RESPONSES, "{'model':'m','STORE':true}"))
                .isEqualTo(json("{'model':'m','store':false}"));
        assertThat(passed(Provider.OPENAI, CHAT, "{'model':'m','store':true}"))
                .isEqualTo(json("{'model':'m','store':false}"));
        assertThat(passed(Provider.OPENAI, CHAT, "{'model':'m'}")).isEqualTo(json("{'model':'m'}"));
        assertThat(passed(Provider.ANTHROPIC, MESSAGES, "{'model':'m'}")).isEqualTo(json("{'model':'m'}"));
    }

    /** Claude Code's own search asks a model with this tool alone. */
    @Test
    void searchThatIsTheOnlyTool_goesWithWhatChoosesIt() {
        assertThat(
                        passed(
                                Provider.ANTHROPIC,
                                MESSAGES,
                                "{'model':'m','tools':[{'type':'web_search_20250305','name':'web_search'}],'tool_choice':{'type':'tool','name':'web_search'}}"))
                .isEqualTo(json("{'model':'m'}"));
    }

    @Test
    void otherTools_stayWhereSearchIsLeftOut() {
        assertThat(
                        passed(
                                Provider.OPENAI,
                                RESPONSES,
                                "{'model':'m','store':false,'tools':[{'type':'web_search','external_web_access':false},{'type':'custom','name':'p'}],'tool_choice':'auto'}"))
                .isEqualTo(json(
                        "{'model':'m','store':false,'tools':[{'type':'custom','name':'p'}],'tool_choice':'auto'}"));
    }

    private String passed(Provider provider, String path, String asked) {
        Verdict verdict = reader.read(provider, path, bytes(asked));
        assertThat(verdict).isInstanceOf(Verdict.Passes.class);
        Read read = ((Verdict.Passes) verdict).read();
        assertThat(read.model()).isEqualTo("m");
        return new String(read.body(), StandardCharsets.UTF_8);
    }

    private Refusal refused(Provider provider, String path, String asked) {
        Verdict verdict = reader.read(provider, path, bytes(asked));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).refusal();
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static byte[] bytes(String quoted) {
        return json(quoted).getBytes(StandardCharsets.UTF_8);
    }
}
