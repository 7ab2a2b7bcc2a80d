package org.cinemarefund.process.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.identity.PasswordPolicy;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLengthRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUserDataRuleImpl;
import org.springframework.stereotype.Component;

/**
 * What a password of the staff has to be: long, and not the person's name. Kinds of characters are not asked for: they make people
 * write Passw0rd!. Admin has texts for both rules.
 */
@Component
class StaffPasswordPolicy extends AbstractProcessEnginePlugin implements PasswordPolicy {
    private static final int SHORTEST = 10;
    /** A shorter name is in many a word. */
    private static final int SHORTEST_NAME = 3;

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setEnablePasswordPolicy(true);
        engine.setPasswordPolicy(this);
    }

    @Override
    public List<PasswordPolicyRule> getRules() {
        return List.of(new PasswordPolicyLengthRuleImpl(SHORTEST), new NotTheName());
    }

    private static final class NotTheName implements PasswordPolicyRule {

        @Override
        public String getPlaceholder() {
            return PasswordPolicyUserDataRuleImpl.PLACEHOLDER;
        }

        @Override
        public Map<String, String> getParameters() {
            return Map.of();
        }

        @Override
        public boolean execute(String password) {
            return true;
        }

        @Override
        public boolean execute(String password, User user) {
            var lower = password.toLowerCase(Locale.ROOT);
            return user == null
                    || Stream.of(user.getId(), user.getFirstName(), user.getLastName(), user.getEmail())
                            .filter(Objects::nonNull)
                            .map(name -> name.strip().toLowerCase(Locale.ROOT))
                            .filter(name -> name.length() >= SHORTEST_NAME)
                            .noneMatch(lower::contains);
        }
    }
}
